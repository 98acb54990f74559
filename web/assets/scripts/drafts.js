// Each time a field is left, what was typed is kept as a draft: what "Save and come back later" does, without leaving.
for (const form of document.querySelectorAll('form[data-keeps]')) {
  let isSent = false
  form.addEventListener('submit', () => { isSent = true })
  form.addEventListener('change', async () => {
    // What warns that the session ends takes the focus, and with that a field is left: nobody did anything.
    if (isSent || document.querySelector('dialog[open]')) return
    const typed = new URLSearchParams(new FormData(form))
    typed.set('action', 'save-unseen')
    try {
      const answer = await fetch(form.getAttribute('action'), { method: 'POST', body: typed, keepalive: true })
      // The session is over: what was typed is kept, and the way back to it leads over the sign-in.
      if (answer.redirected && !isSent) location.assign(answer.url)
      else document.dispatchEvent(new Event('swan-used'))
    } catch {
      // No network now: the next field tries again, and the form itself still holds everything.
    }
  })
}
