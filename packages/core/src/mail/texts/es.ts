import type { MailTexts } from './letter.ts'

export const ES: MailTexts = {
  verify_email: {
    subject: 'Verifica tu correo electrónico para {tenant}',
    title: 'Verifica tu correo electrónico',
    paragraphs: [
      'Te has registrado en {tenant} con {email}. Confirma que esta dirección es tuya.',
      'El enlace es válido durante {lifetime}.',
    ],
    button: 'Verificar correo',
  },
  reset_email: {
    subject: 'Restablece tu contraseña de {tenant}',
    title: 'Elige una contraseña nueva',
    paragraphs: [
      'Alguien, esperamos que tú, ha pedido una contraseña nueva para {email} en {tenant}.',
      'El enlace sirve una sola vez, durante {lifetime}.',
    ],
    button: 'Elegir contraseña nueva',
  },
  welcome_email: {
    subject: 'Te damos la bienvenida a {tenant}',
    title: 'Te damos la bienvenida a {tenant}',
    paragraphs: ['Tu cuenta para {email} está lista. Nos alegra tenerte aquí.'],
  },
  blocked_account: {
    subject: 'Tu cuenta de {tenant} ha sido bloqueada',
    title: 'Hemos bloqueado tu cuenta',
    paragraphs: [
      'Alguien ha escrito demasiadas veces una contraseña incorrecta para {email} desde la dirección {ip}. Para protegerte, no dejamos entrar a nadie desde allí.',
      'Si has sido tú, puedes desbloquear tu cuenta con este enlace. Si no, no tienes que hacer nada; una contraseña mejor nunca está de más.',
    ],
    button: 'Desbloquear mi cuenta',
  },
  password_reset: {
    subject: 'Tu contraseña de {tenant} ha cambiado',
    title: 'Tu contraseña ha cambiado',
    paragraphs: [
      'La contraseña de {email} en {tenant} acaba de cambiar. Si no has sido tú, pide una nueva ahora mismo.',
    ],
  },
  user_invitation: {
    subject: 'Únete a {organization} en {tenant}',
    title: 'Invitación a {organization}',
    paragraphs: [
      '{inviter} te invita a unirte a {organization} en {application}.',
      'El enlace funciona una sola vez, durante {lifetime}.',
    ],
    button: 'Aceptar la invitación',
  },
  test_email: {
    subject: 'Correo de prueba de {tenant}',
    title: 'Funciona',
    paragraphs: ['Este correo ha seguido el camino de los correos de {tenant}.'],
  },
  users_import_completed: {
    subject: 'La importación de usuarios en {tenant} ha terminado',
    title: 'La importación de usuarios ha terminado',
    paragraphs: [
      'De {total} filas para {connection}, {inserted} se convirtieron en usuarios, {updated} cambiaron alguno y {failed} se omitieron.',
      'Lo que fallaba en las omitidas está en los errores de la tarea {job}.',
    ],
  },
  users_import_failed: {
    subject: 'La importación de usuarios en {tenant} ha fallado',
    title: 'La importación de usuarios ha fallado',
    paragraphs: ['La tarea {job}, una importación de usuarios en {connection}, no se pudo realizar: {reason}'],
  },
  otherwise: 'Si el botón no funciona, abre esta dirección en tu navegador:',
  ignore: 'Si no has pedido este mensaje, puedes ignorarlo.',
  support: '¿Preguntas? Escribe a {support}.',
}
