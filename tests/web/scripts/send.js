// Types into the form that goes to this address, and presses the button of this action, or its first.
([address, typed]) => {
  const form = [...document.forms].find((one) => one.getAttribute('action') === address)
  for (const [name, value] of Object.entries(typed)) {
    for (const field of form.querySelectorAll(`[name="${name}"]:not(button)`)) {
      if (['radio', 'checkbox'].includes(field.type)) field.checked = field.value === value
      else if (field.matches('select') && ![...field.options].some((one) => one.value === value)) {
        field.add(new Option(value, value, true, true))
      } else field.value = value
    }
  }
  form.requestSubmit(form.querySelector(`button[value="${typed.action}"]`) || form.querySelector('button'))
}
