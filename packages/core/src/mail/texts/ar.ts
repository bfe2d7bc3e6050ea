import type { MailTexts } from './letter.ts'

export const AR: MailTexts = {
  verify_email: {
    subject: 'تأكيد عنوان بريدك الإلكتروني لدى {tenant}',
    title: 'أكّد عنوان بريدك الإلكتروني',
    paragraphs: [
      'لقد سجّلت في {tenant} بالعنوان {email}. يُرجى تأكيد أن هذا العنوان لك.',
      'الرابط صالح لمدة {lifetime}.',
    ],
    button: 'تأكيد البريد الإلكتروني',
  },
  reset_email: {
    subject: 'إعادة تعيين كلمة المرور لدى {tenant}',
    title: 'اختر كلمة مرور جديدة',
    paragraphs: [
      'طلب أحدهم، ونأمل أن يكون أنت، كلمة مرور جديدة للعنوان {email} لدى {tenant}.',
      'يعمل الرابط مرة واحدة فقط خلال {lifetime}.',
    ],
    button: 'اختيار كلمة مرور جديدة',
  },
  welcome_email: {
    subject: 'مرحبًا بك في {tenant}',
    title: 'مرحبًا بك في {tenant}',
    paragraphs: ['حسابك للعنوان {email} جاهز. يسعدنا انضمامك إلينا.'],
  },
  blocked_account: {
    subject: 'تم حظر حسابك لدى {tenant}',
    title: 'لقد حظرنا حسابك',
    paragraphs: [
      'أُدخلت كلمة مرور خاطئة للعنوان {email} مرات كثيرة من العنوان {ip}. لحمايتك لا نسمح لأحد بالدخول من هناك.',
      'إذا كنت أنت، فيمكنك إلغاء حظر حسابك بهذا الرابط. وإلا فلا داعي لفعل أي شيء، وكلمة مرور أقوى لا تضر أبدًا.',
    ],
    button: 'إلغاء حظر حسابي',
  },
  password_reset: {
    subject: 'تم تغيير كلمة المرور لدى {tenant}',
    title: 'تم تغيير كلمة المرور',
    paragraphs: ['تم للتو تغيير كلمة المرور للعنوان {email} لدى {tenant}. إذا لم تكن أنت، فاطلب كلمة مرور جديدة الآن.'],
  },
  user_invitation: {
    subject: 'دعوة إلى {organization} في {tenant}',
    title: 'دعوة إلى {organization}',
    paragraphs: [
      'يدعوك {inviter} إلى الانضمام إلى {organization} في {application}.',
      'يعمل الرابط مرة واحدة، لمدة {lifetime}.',
    ],
    button: 'قبول الدعوة',
  },
  test_email: {
    subject: 'رسالة تجريبية من {tenant}',
    title: 'إنها تعمل',
    paragraphs: ['سلكت هذه الرسالة الطريق الذي تسلكه رسائل {tenant}.'],
  },
  users_import_completed: {
    subject: 'اكتمل استيراد المستخدمين في {tenant}',
    title: 'اكتمل استيراد المستخدمين',
    paragraphs: [
      'من أصل {total} صفًا لـ {connection} أصبح {inserted} مستخدمين جددًا، وعدّل {updated} مستخدمين موجودين، وتُرك {failed}.',
      'تجد سبب ترك هذه الصفوف في أخطاء المهمة {job}.',
    ],
  },
  users_import_failed: {
    subject: 'فشل استيراد المستخدمين في {tenant}',
    title: 'فشل استيراد المستخدمين',
    paragraphs: ['تعذّر تنفيذ المهمة {job}، وهي استيراد مستخدمين إلى {connection}: {reason}'],
  },
  otherwise: 'إذا لم يعمل الزر، فافتح هذا العنوان في متصفحك:',
  ignore: 'إذا لم تطلب هذه الرسالة، فيمكنك تجاهلها.',
  support: 'أسئلة؟ اكتب إلى {support}.',
}
