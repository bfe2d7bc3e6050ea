import type { MailTexts } from './letter.ts'

export const FR: MailTexts = {
  verify_email: {
    subject: 'Vérifiez votre adresse e-mail pour {tenant}',
    title: 'Vérifiez votre adresse e-mail',
    paragraphs: [
      'Vous vous êtes inscrit à {tenant} avec {email}. Veuillez confirmer que cette adresse est bien la vôtre.',
      'Le lien est valable {lifetime}.',
    ],
    button: 'Vérifier l’adresse e-mail',
  },
  reset_email: {
    subject: 'Réinitialisez votre mot de passe pour {tenant}',
    title: 'Choisissez un nouveau mot de passe',
    paragraphs: [
      'Quelqu’un, vous nous l’espérons, a demandé un nouveau mot de passe pour {email} chez {tenant}.',
      'Le lien ne fonctionne qu’une fois, pendant {lifetime}.',
    ],
    button: 'Choisir un nouveau mot de passe',
  },
  welcome_email: {
    subject: 'Bienvenue chez {tenant}',
    title: 'Bienvenue chez {tenant}',
    paragraphs: ['Votre compte pour {email} est prêt. Nous sommes heureux de vous compter parmi nous.'],
  },
  blocked_account: {
    subject: 'Votre compte chez {tenant} a été bloqué',
    title: 'Nous avons bloqué votre compte',
    paragraphs: [
      'Un mot de passe erroné a été saisi trop souvent pour {email} depuis l’adresse {ip}. Pour vous protéger, nous ne laissons plus personne entrer depuis celle-ci.',
      'Si c’était vous, ce lien débloque votre compte. Sinon, vous n’avez rien à faire ; un meilleur mot de passe n’est jamais de trop.',
    ],
    button: 'Débloquer mon compte',
  },
  password_reset: {
    subject: 'Votre mot de passe chez {tenant} a été modifié',
    title: 'Votre mot de passe a été modifié',
    paragraphs: [
      'Le mot de passe de {email} chez {tenant} vient d’être modifié. Si ce n’était pas vous, demandez-en un nouveau maintenant.',
    ],
  },
  user_invitation: {
    subject: 'Rejoignez {organization} sur {tenant}',
    title: 'Invitation à rejoindre {organization}',
    paragraphs: [
      '{inviter} vous invite à rejoindre {organization} sur {application}.',
      'Le lien fonctionne une seule fois, pendant {lifetime}.',
    ],
    button: 'Accepter l’invitation',
  },
  test_email: {
    subject: 'E-mail de test de {tenant}',
    title: 'Cela fonctionne',
    paragraphs: ['Cet e-mail a suivi le chemin des e-mails de {tenant}.'],
  },
  users_import_completed: {
    subject: 'L’importation d’utilisateurs dans {tenant} est terminée',
    title: 'L’importation d’utilisateurs est terminée',
    paragraphs: [
      'Sur {total} lignes pour {connection}, {inserted} sont devenues des utilisateurs, {updated} en ont modifié un et {failed} ont été laissées de côté.',
      'Ce qui n’allait pas avec ces dernières figure dans les erreurs de la tâche {job}.',
    ],
  },
  users_import_failed: {
    subject: 'L’importation d’utilisateurs dans {tenant} a échoué',
    title: 'L’importation d’utilisateurs a échoué',
    paragraphs: [
      'La tâche {job}, une importation d’utilisateurs dans {connection}, n’a pas pu être effectuée : {reason}',
    ],
  },
  otherwise: 'Si le bouton ne fonctionne pas, ouvrez cette adresse dans votre navigateur :',
  ignore: 'Si vous n’avez pas demandé ce message, vous pouvez l’ignorer.',
  support: 'Des questions ? Écrivez à {support}.',
}
