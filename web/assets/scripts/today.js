// A button that fills the boxes of a day with today's, as the page names it: what one records has often just happened.
for (const day of document.querySelectorAll('[data-today]')) {
  const boxes = day.querySelectorAll('input')
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'sw-linkbutton'
  button.textContent = 'Today'
  button.addEventListener('click', () => {
    const parts = day.dataset.today.split('-').reverse()
    parts.forEach((part, place) => { boxes[place].value = Number(part) })
    boxes[0].dispatchEvent(new Event('change', { bubbles: true }))
  })
  day.append(button)
}
