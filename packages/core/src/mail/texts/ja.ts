import type { MailTexts } from './letter.ts'

export const JA: MailTexts = {
  verify_email: {
    subject: '{tenant}：メールアドレスの確認',
    title: 'メールアドレスをご確認ください',
    paragraphs: [
      '{tenant} に {email} でご登録いただきました。このアドレスがご本人のものであることをご確認ください。',
      'リンクの有効期間は{lifetime}です。',
    ],
    button: 'メールアドレスを確認する',
  },
  reset_email: {
    subject: '{tenant}：パスワードの再設定',
    title: '新しいパスワードを設定してください',
    paragraphs: [
      '{tenant} の {email} について、パスワードの再設定が求められました。',
      'リンクは一度だけ有効で、期間は{lifetime}です。',
    ],
    button: '新しいパスワードを設定する',
  },
  welcome_email: {
    subject: '{tenant} へようこそ',
    title: '{tenant} へようこそ',
    paragraphs: ['{email} のアカウントの準備ができました。ご利用いただきありがとうございます。'],
  },
  blocked_account: {
    subject: '{tenant}：アカウントがブロックされました',
    title: 'アカウントをブロックしました',
    paragraphs: [
      '{ip} から {email} に対して、誤ったパスワードが何度も入力されました。安全のため、そこからのログインを停止しています。',
      'ご本人の場合は、このリンクからブロックを解除できます。お心当たりがない場合は何もする必要はありませんが、より強いパスワードへの変更をおすすめします。',
    ],
    button: 'ブロックを解除する',
  },
  password_reset: {
    subject: '{tenant}：パスワードが変更されました',
    title: 'パスワードが変更されました',
    paragraphs: [
      '{tenant} の {email} のパスワードが変更されました。お心当たりがない場合は、すぐに再設定してください。',
    ],
  },
  user_invitation: {
    subject: '{tenant} の {organization} への招待',
    title: '{organization} への招待',
    paragraphs: [
      '{inviter} さんが {application} の {organization} にあなたを招待しました。',
      'このリンクは {lifetime} 以内に一度だけ使えます。',
    ],
    button: '招待を受ける',
  },
  test_email: {
    subject: '{tenant} からのテストメール',
    title: '正常に動作しています',
    paragraphs: ['このメールは {tenant} のメールと同じ経路で送信されました。'],
  },
  users_import_completed: {
    subject: '{tenant} へのユーザーのインポートが完了しました',
    title: 'ユーザーのインポートが完了しました',
    paragraphs: [
      '{connection} 向けの {total} 行のうち、{inserted} 行が新しいユーザーになり、{updated} 行が既存のユーザーを更新し、{failed} 行は取り込まれませんでした。',
      '取り込まれなかった行の理由は、ジョブ {job} のエラーで確認できます。',
    ],
  },
  users_import_failed: {
    subject: '{tenant} へのユーザーのインポートに失敗しました',
    title: 'ユーザーのインポートに失敗しました',
    paragraphs: ['ジョブ {job}（{connection} へのユーザーのインポート）は実行できませんでした: {reason}'],
  },
  otherwise: 'ボタンが使えない場合は、次のアドレスをブラウザーで開いてください。',
  ignore: 'このメールにお心当たりがない場合は、破棄してください。',
  support: 'ご不明な点は {support} までお問い合わせください。',
}
