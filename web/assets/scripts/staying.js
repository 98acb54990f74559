// Says some minutes before that the session ends, keeps it going at one press, and leads to the sign-in once it is over.
const WARNED = 5 * 60
const BY_US = 'by us'
const dialog = document.querySelector('.sw-stay')

if (dialog) {
  const form = dialog.querySelector('form')
  const otherWindows = new BroadcastChannel('swan-used')
  const now = () => Date.now() / 1000
  const whole = now() + Number(dialog.dataset.whole) + 1
  const begun = new Set()
  let idle
  let isKnown = false

  // Of any window that is used the others hear: it is one session.
  const used = () => {
    idle = now() + Number(dialog.dataset.idle)
    if (dialog.open && idle < whole) dialog.close(BY_US)
  }
  const say = () => {
    used()
    otherWindows.postMessage('')
  }
  const keep = () => {
    for (const kept of begun) kept.dispatchEvent(new Event('change'))
  }
  const warn = () => {
    const isIdle = idle < whole
    if (!isIdle && isKnown) return
    isKnown = !isIdle
    document.getElementById('stay-idle').hidden = !isIdle
    document.getElementById('stay-whole').hidden = isIdle
    form.querySelector('button').textContent = isIdle ? 'Stay signed in' : 'Go on for now'
    dialog.returnValue = ''
    dialog.showModal()
  }
  const over = () => {
    clearInterval(watching)
    dialog.close(BY_US)
    // What was typed into a form is sent to be kept, and the answer leads to the sign-in; any other page asks for itself.
    if (begun.size) keep()
    else location.assign(location.pathname + location.search)
  }
  const look = () => {
    const left = Math.min(idle, whole) - now()
    if (left <= 0) over()
    else if (left <= WARNED && !dialog.open) warn()
  }
  const stay = async () => {
    const asked = { method: 'POST', body: new URLSearchParams(new FormData(form)) }
    const answer = await fetch(form.getAttribute('action'), asked).catch(() => null)
    if (answer?.redirected) return over()
    if (!answer?.ok) return
    dialog.close(BY_US)
    say()
    keep()
  }

  for (const kept of document.querySelectorAll('form[data-keeps]')) kept.addEventListener('input', () => begun.add(kept))
  form.addEventListener('submit', (event) => { event.preventDefault(); stay() })
  // Escape closes it, whatever we would say: somebody is there, and that is all it asks. The event comes with the next
  // frame, which may be long: where it has been opened again by then, this is no answer to it.
  dialog.addEventListener('close', () => { if (!dialog.open && dialog.returnValue !== BY_US) stay() })
  document.addEventListener('swan-used', say)
  otherWindows.addEventListener('message', used)
  say()
  // The clock of the day and not a timer of half an hour: a machine that slept wakes up and knows it.
  const watching = setInterval(look, 1000)
}
