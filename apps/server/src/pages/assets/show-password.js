// Lets people see the password that they type. Without it the pages lack nothing else.
for (const button of document.querySelectorAll('button[data-shows]')) {
  const field = document.getElementById(button.dataset.shows)
  button.hidden = false
  button.parentElement.classList.add('has-toggle')
  const show = (isShown) => {
    field.type = isShown ? 'text' : 'password'
    button.firstChild.data = isShown ? button.dataset.hide : button.dataset.show
    button.setAttribute('aria-label', isShown ? button.dataset.hideLabel : button.dataset.showLabel)
  }
  button.addEventListener('click', () => show(field.type === 'password'))
  // A browser may remember what is sent as text.
  field.form.addEventListener('submit', () => show(false))
}
