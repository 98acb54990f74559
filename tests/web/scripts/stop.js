// Where the focus is: what it is called, and what is wrong with how that is seen, in a sentence; nothing where all is well.
() => {
  const e = document.activeElement
  if (!e || e === document.body) return { name: '', wrong: '' }
  const words = (node) => (node?.textContent || '').trim().replace(/\s+/g, ' ')
  const legend = e.matches('[inputmode]') && e.closest('.govuk-date-input') ? words(e.closest('fieldset').querySelector('legend')) : ''
  const own = e.ariaLabel || (e.labels?.length ? words(e.labels[0]) : words(e))
  const name = legend ? `${legend}: ${own}` : own

  const looks = (node, part) => {
    const s = getComputedStyle(node, part)
    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderTopColor, s.borderTopWidth].join()
  }
  const isSeen = () => {
    if (e.matches('[type=radio], [type=checkbox]')) {
      const ring = getComputedStyle(e.labels[0], '::before')
      return ring.boxShadow !== 'none' || ring.outlineStyle !== 'none'
    }
    const twin = e.cloneNode(true)
    for (const one of [twin, ...twin.querySelectorAll('[id]')]) one.removeAttribute('id')
    e.after(twin)
    const differs = looks(twin) !== looks(e)
    twin.remove()
    return differs
  }
  // WCAG 2.4.11: not all of it is out of sight, and nothing lies over what is left.
  const isCovered = () => {
    const box = (e.matches('[type=radio], [type=checkbox]') ? e.labels[0] : e).getClientRects()[0]
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)]
    const [above, below] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)]
    if (left >= right || above >= below) return true
    const over = document.elementFromPoint((left + right) / 2, (above + below) / 2)
    return !(e.contains(over) || over?.contains(e) || [...(e.labels || [])].some((label) => label.contains(over)))
  }
  const wrong = !isSeen() ? 'it looks as it does without the focus' : isCovered() ? 'something lies over it, or it is out of sight' : ''
  return { name, wrong, group: e.type === 'radio' ? e.name : '' }
}
