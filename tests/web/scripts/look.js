// What is wrong with the page as it stands, one sentence each; `least` is how many pixels a thing to be pressed measures.
(least) => {
  const said = []
  const all = (what, within = document) => [...within.querySelectorAll(what)]
  const words = (e) => (e.textContent || e.value || '').trim().replace(/\s+/g, ' ').slice(0, 50)
  const name = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') || e.id} “${words(e)}”`
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
  const width = document.documentElement.clientWidth

  const reading = () => {
    const first = all('a[href], button, input, summary')[0]
    if (document.documentElement.lang !== 'en') said.push('its language is not said')
    if (all('h1').length !== 1) said.push(`it has ${all('h1').length} headings of the first level`)
    if (all('main').length !== 1) said.push('it has no main part')
    if (!first?.matches('.govuk-skip-link')) said.push('it does not begin with a way to its content')
    const ids = all('[id]').map((e) => e.id)
    for (const id of ids.filter((one, at) => ids.indexOf(one) !== at)) said.push(`the id ${id} is there twice`)
    for (const e of all('[style]')) said.push(`it has a style of its own: ${name(e)}`)
    for (const e of all('time')) if (!/^\d{4}-\d\d-\d\d$/.test(e.dateTime)) said.push(`it says no day: ${name(e)}`)
  }

  const tables = () => {
    for (const table of all('table')) {
      if (!table.caption?.textContent.trim()) said.push(`it has no caption: ${name(table)}`)
      if (!all('th', table).length) said.push(`it has no headings: ${name(table)}`)
      for (const th of all('th', table)) if (!th.scope) said.push(`it is the heading of nothing: ${name(th)}`)
    }
  }

  const widths = () => {
    const wide = document.documentElement.scrollWidth - width
    if (wide > 0) said.push(`it is ${wide} px wider than its window`)
    for (const e of all('body *')) {
      if (!shown(e)) continue
      const ends = e.getBoundingClientRect().right
      if (wide > 0 && ends > width + 1 && !e.children.length) said.push(`it sticks out by ${ends - width}: ${name(e)}`)
      if (scrolls(e) && !isReached(e)) said.push(`it scrolls sideways and nobody can reach it: ${name(e)}`)
    }
  }
  const scrolls = (e) => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1
  const isReached = (e) => e.matches('textarea, input, select') ||
    (e.matches('[role=region][tabindex="0"]') && Boolean(e.ariaLabel || e.getAttribute('aria-labelledby')))

  // WCAG 2.5.8: so large, or so much room around its middle that belongs to nothing else, or in the run of a sentence.
  const targets = () => {
    const pressed = all('a[href], button, input:not([type=hidden]), select, textarea, summary').filter(isThere)
    const boxes = new Map(pressed.map((e) => [e, box(e)]))
    for (const [e, own] of boxes) {
      if (!isSmall(own) || isInText(e)) continue
      const near = pressed.find((other) => !e.contains(other) && !other.contains(e) && isNear(own, boxes.get(other)))
      const size = `${Math.round(own.right - own.left)} by ${Math.round(own.bottom - own.top)}`
      if (near) said.push(`it is too small to be pressed, ${size}: ${name(e)} beside ${name(near)}`)
    }
  }
  const isThere = (e) => shown(e) && e.getBoundingClientRect().width > 1 && e.getBoundingClientRect().height > 1
  const box = (e) => {
    const label = e.matches('[type=radio], [type=checkbox]') ? e.labels[0] : e
    const [one, other] = [e, label || e].map((each) => each.getBoundingClientRect())
    return {
      left: Math.min(one.left, other.left), top: Math.min(one.top, other.top),
      right: Math.max(one.right, other.right), bottom: Math.max(one.bottom, other.bottom)
    }
  }
  const isSmall = (b) => b.right - b.left < least - 0.1 || b.bottom - b.top < least - 0.1
  const isInText = (e) => e.matches('a') && getComputedStyle(e).display === 'inline' &&
    [...e.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim().length > 2)
  const isNear = (own, other) => {
    const x = (own.left + own.right) / 2
    const y = (own.top + own.bottom) / 2
    if (isSmall(other)) return Math.hypot(x - (other.left + other.right) / 2, y - (other.top + other.bottom) / 2) < least - 0.1
    const dx = Math.max(other.left - x, 0, x - other.right)
    const dy = Math.max(other.top - y, 0, y - other.bottom)
    return Math.hypot(dx, dy) < least / 2 - 0.1
  }

  for (const one of all('details')) one.open = true
  for (const look of [reading, tables, widths, targets]) look()
  return said
}
