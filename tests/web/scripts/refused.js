// What is wrong with how a form says what is wrong with what was typed into it, one sentence each.
() => {
  const said = []
  const summary = document.querySelector('.govuk-error-summary')
  if (!document.title.startsWith('Error: ')) said.push(`its title does not begin with Error: ${document.title}`)
  if (!summary) return [...said, 'it has no summary of what is wrong']
  if (document.activeElement !== summary) said.push(`not the summary has the focus: ${document.activeElement.outerHTML}`)
  const links = [...summary.querySelectorAll('a[href^="#"]')]
  if (!links.length) said.push('its summary leads to no field')
  for (const link of links) {
    const field = document.getElementById(link.hash.slice(1))
    if (!field?.matches('input, select, textarea')) {
      said.push(`there is no field ${link.hash}`)
      continue
    }
    const ids = [field, field.closest('fieldset')].map((e) => e?.getAttribute('aria-describedby') || '').join(' ').split(' ')
    const told = ids.map((id) => document.getElementById(id)?.textContent || '').join(' ')
    if (!told.includes(link.textContent.trim())) said.push(`whoever comes to ${link.hash} is not told: ${link.textContent}`)
  }
  return said
}
