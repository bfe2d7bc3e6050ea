// What explain says, in German. Fields, scopes and parameters keep their names.
import type { RefusalReason } from '../jose/verify.ts'
import type { LifetimeSetting } from '../tokens/access-token-lifetime.ts'
import type { DropReason } from '../users/granted-scopes.ts'
import type { Words } from './words.en.ts'

const REASONS: Readonly<Record<DropReason, string>> = {
  not_defined: 'die API kennt ihn nicht',
  no_api: 'keine API wurde genannt',
  no_permission: 'der Benutzer hat dieses Recht nicht',
  not_in_client_grant: 'der Client-Grant enthält ihn nicht',
  no_refresh_tokens: 'die Anwendung darf keine Refresh-Tokens verwenden',
  no_offline_access: 'die API erlaubt keinen Offline-Zugriff',
  strict: 'eine fremde Anwendung im strengen Modus erfährt nichts über Benutzer',
}

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  too_long: 'es ist zu lang',
  malformed: 'es lässt sich nicht lesen',
  critical: 'es verlangt Erweiterungen, die niemand kennt',
  type: 'es ist von anderer Art',
  algorithm: 'sein Algorithmus wird nicht angenommen',
  key: 'sein Schlüssel ist unbekannt',
  signature: 'die Signatur passt nicht',
  claims: 'ein Claim fehlt oder ist fehlerhaft',
  issuer: 'ein anderer hat es ausgestellt',
  audience: 'es ist für jemand anderen',
  expired: 'es ist abgelaufen',
  not_yet_valid: 'es gilt noch nicht',
  revoked: 'es wurde widerrufen',
}

const HELP: ReadonlyMap<RefusalReason, string> = new Map([
  ['expired', 'Ein neues holen, mit einem Refresh-Token, falls es eines gibt. Wie lange es gilt, steht bei der API.'],
  [
    'key',
    'Der Schlüssel wurde widerrufen, signing_alg der API ist nun ein anderes, oder das Token gehört zu einem anderen Mandanten. Ein neues holen.',
  ],
  ['signature', 'Es wurde unterwegs verändert, oder jemand anders hat es gemacht.'],
])

const LIFETIMES: Readonly<Record<LifetimeSetting, (of: string) => string>> = {
  lifetime: () => 'Laufzeit des Maschinen-Tokens',
  'jwt_configuration.lifetime_in_seconds': (of) => `jwt_configuration.lifetime_in_seconds von ${of}`,
  token_lifetime_for_web: (of) => `token_lifetime_for_web von ${of}`,
  token_lifetime: (of) => `token_lifetime von ${of}`,
}

const KINDS = { rule: 'Regel', action: 'Aktion', hook: 'Hook' } as const

export const GERMAN: Words = {
  asks: (client, grant, user) =>
    `${client} fragt mit ${grant}${user === undefined ? ' im eigenen Namen' : ` im Namen von ${user}`}.`,
  ofOrganization: (id, why) => `Das Token gehört zur Organisation ${id}: ${why}.`,
  byMembership: (client, usage, user) =>
    `organization_usage von ${client} ist ${usage}, und ${user} ist Mitglied: die Rollen dort zählen neben den eigenen`,
  forAnyOrganization: 'der Client-Grant gilt für jede Organisation',
  addedToOrganization: 'der Client-Grant wurde ihr gegeben',
  isOpaque: (isNamed) =>
    `${isNamed ? 'audience nennt diesen Server selbst' : 'Keine API ist genannt, und der Mandant hat keine default_audience'}: das Token ist undurchsichtig, nur für /userinfo.`,
  isForApi: (api, isNamed) =>
    `Das Token ist für ${api}, wegen ${isNamed ? 'audience' : 'default_audience des Mandanten'}.`,
  byClientGrant: (id) => `Der Client-Grant ${id} lässt die Anwendung danach fragen.`,
  needsNoClientGrant:
    'Ein Client-Grant ist nicht nötig: die Anwendung ist die eigene des Mandanten, und ein Benutzer steht dahinter.',
  isEncrypted: (kid) => `Es ist verschlüsselt für den Schlüssel ${kid} der API.`,
  enforcesNothing: 'Die API setzt keine Rechte durch (enforce_policies): das Token hat keinen Claim davon.',
  enforces: (hasClaim, held) =>
    `Die API setzt Rechte durch${hasClaim ? '' : ', aber ohne den Claim davon (token_dialect ohne _authz)'}${
      held ? `; der Benutzer hat dort ${held.length === 0 ? 'keine' : held.join(', ')}` : ''
    }.`,
  codeChanged: (name, paths) =>
    paths.length === 0 ? `${name} hat in den Tokens nichts geändert.` : `${name} hat ${paths.join(', ')} geändert.`,
  leftOut: (names) => `Was es unter ${names.join(', ')} gesetzt hat, bleibt weg: solche Claims setzt nur der Server.`,
  codeRefused: (name, why) => `${name} hat abgelehnt: ${why}`,
  sentAway: (origin) => `Die Person würde zuerst zu ${origin} geschickt.`,
  nobodyComesBack: (client) => `Niemand kann zu ${client} zurückkehren: in callbacks steht keine Adresse.`,
  nothingToAsk: 'Nichts ist zu fragen: es ist schon erlaubt, oder muss es nicht sein.',
  asksConsent: (what, address) =>
    `Die Person würde zuerst gefragt, ob sie ${what} erlaubt, für die Adresse ${address}; mit prompt=none ist das consent_required.`,

  code: ({ kind, name }) => `${KINDS[kind]} ${name}`,
  tenantsCode: 'der Code des Mandanten',
  openIdScope: 'ein Scope von OpenID Connect',
  allThereIs: 'nach nichts wurde gefragt: alles, was zu haben ist',
  defined: 'die API kennt ihn, und nichts spricht dagegen',
  inClientGrant: 'der Client-Grant enthält ihn',
  notThroughBrowser: 'durch den Browser kommt kein Refresh-Token',
  tookOut: (by) => `${by} hat ihn herausgenommen`,
  dropped: (reason) => REASONS[reason],

  issuer: 'die Adresse des Mandanten',
  userId: 'die Kennung des Benutzers',
  clientItself: 'die Anwendung selbst: client_id und @clients',
  audience: (isNamed, withUserinfo) =>
    `${isNamed ? 'audience der Anfrage' : 'default_audience des Mandanten'}${
      withUserinfo ? '; mit dem Scope openid auch /userinfo' : ''
    }`,
  issuedAt: 'der Augenblick der Ausstellung',
  endsBy: (lifetime) => `iat und ${lifetime}`,
  grantedScopes: 'die gewährten Scopes',
  whoAsks: 'die Anwendung, die fragt',
  theGrant: 'der Grant',
  machineTokenId: 'die Kennung des Maschinen-Tokens',
  randomId: 'zufällig, einmal für jedes Token: token_dialect der API will es so',
  session: 'die Sitzung, in der sich der Benutzer angemeldet hat: mit ihr endet das Token',
  organization: 'die Organisation der Anfrage, oder default_organization der Anwendung',
  organizationName: 'dieselbe mit Namen: allow_organization_name_in_authentication_api des Mandanten',
  rights: 'Rollen und Rechte: enforce_policies und token_dialect der API wollen sie',
  codeForMachines: 'der Code bei credentials-exchange',
  theServer: 'der Server',
  noLongerSo: 'was damals entschieden hat, gilt nicht mehr',
  itsServer: 'der Server, der es ausgestellt hat',
  opaqueLifetime: 'die jedes undurchsichtigen Tokens',
  lifetime: (setting, of) => LIFETIMES[setting](of),

  isTaken: 'Ein Validator seiner API nimmt es an.',
  isRevoked: 'Es wurde widerrufen: dieser Server lehnt es ab, und Validatoren, die seinen Widerrufen folgen, auch.',
  wrongSlash: (issuer) =>
    `Bei seinem Aussteller fehlt der Schrägstrich am Ende oder ist zu viel: er muss ${issuer} sein.`,
  otherIssuer: 'Ein anderer hat es ausgestellt.',
  noApi: 'Eine API mit seiner audience gibt es nicht, oder nicht mehr.',
  isRefused: (reason) => `Ein Validator lehnt es ab: ${REFUSALS[reason]}.`,
  fixOfRefused: (reason) => HELP.get(reason),
  clientGone: 'Ein Validator nimmt es an, bis es abläuft, aber seine Anwendung gibt es nicht mehr.',
  userGone: 'Ein Validator nimmt es an, bis es abläuft, aber seinen Benutzer gibt es nicht mehr.',
  userBlocked: 'Ein Validator nimmt es an, bis es abläuft, aber sein Benutzer ist gesperrt.',
  isSealed: 'Es ist verschlüsselt: nur die API, für die es ist, kann es lesen.',
  isRefreshToken: 'Es ist ein Refresh-Token: es gehört zum Token-Endpunkt und zu keiner API.',
  isUnreadable: () => 'Es ist kein Token, das sich lesen lässt.',
  isForeign: 'Es ist keines dieses Mandanten, oder es wurde verändert oder abgeschnitten.',
  isOver: 'Es ist abgelaufen.',
  isOpaqueToken: 'Es ist undurchsichtig: /userinfo nimmt es an, und keine API.',
  isIdToken: 'Es ist ein ID-Token: es sagt der Anwendung, wer sich angemeldet hat, und keine API darf es annehmen.',

  theApi: 'die API',
  sendAccessToken: 'Das Access-Token senden.',
  askForApi: 'Mit der Kennung einer API als audience fragen.',
  askWithAudience: 'Mit audience fragen, um ein Token für eine API zu bekommen.',
  askByCode: 'Mit authorization_code fragen.',
  addScope: (scope, api) => `${scope} bei API ${api} unter den Rechten hinzufügen.`,
  nameApi: 'Die API, die ihn kennt, mit audience nennen.',
  givePermission: (scope, api) => `Dem Benutzer das Recht ${scope} bei API ${api} geben, oder eine Rolle, die es hat.`,
  addToClientGrant: (scope, client, api) => `${scope} in den Client-Grant von ${client} für API ${api} aufnehmen.`,
  addGrantType: (grant, client) => `${grant} in grant_types von ${client} aufnehmen.`,
  allowOfflineAccess: (api) => `allow_offline_access von API ${api} einschalten.`,
  makeUserGrant: (client, api) => `Für ${client} und ${api} einen Client-Grant mit subject_type user anlegen.`,
  allowSubjects: (kind, api) => `subject_type_authorization.${kind}.policy von ${api} setzen.`,
  letConnection: (client) => `${client} eine Verbindung verwenden lassen, über die sich der Benutzer anmelden kann.`,
  allowBefore: (client) => `Die Person muss es ${client} zuvor erlaubt haben, mit authorization_code.`,
  allowOrganization: (client) =>
    `organization_usage von ${client}, bei einer Maschine das ihres Client-Grants, auf allow oder require setzen.`,
  nameOrganization: (client) =>
    `Sie mit organization nennen, oder organization_usage von ${client} oder des Client-Grants auf allow setzen. Auf den Seiten dieses Servers wird danach gefragt, wo organization_require_behavior es sagt.`,
  addGrantToOrganization: (client) => `Den Client-Grant von ${client} der Organisation hinzufügen.`,
  addMember: 'Den Benutzer zum Mitglied der Organisation machen.',
  requireNoPush: (client) =>
    `require_pushed_authorization_requests ausschalten, bei ${client} und unter den flags des Mandanten.`,
  requireNoBinding: (client, api) =>
    `Dieser Server bindet keine Tokens: es nicht verlangen (proof_of_possession von ${api}, ${client}).`,
  makeClientGrant: (client, api) =>
    `Für ${client} und ${api} einen Client-Grant anlegen, mit den Scopes, die erlaubt sein sollen.`,
  addThemToClientGrant: (client) => `Sie in den Client-Grant von ${client} aufnehmen, und in die API.`,
  nameAnyApi: 'Eine API mit audience nennen, oder default_audience des Mandanten setzen.',
  proveItself: (client) =>
    `${client} hat kein Geheimnis und keinen Schlüssel (token_endpoint_auth_method none): dieser Grant ist für Anwendungen, die beweisen können, wer sie sind.`,
  unblock: 'Die Sperre des Benutzers aufheben.',
  letterForLetter: (near) => `Es gibt eine API ${near}: Kennungen werden Zeichen für Zeichen verglichen.`,
  makeApi: 'Eine API mit dieser Kennung gibt es nicht: eine anlegen, oder nach einer fragen, die es gibt.',
  enforcePolicies: (api) => `enforce_policies von API ${api} einschalten, und ein token_dialect mit _authz wählen.`,
  showPermissions: (api) => `Für API ${api} ein token_dialect mit _authz wählen.`,
  otherName: ({ kind, name }) =>
    `Dem Claim in ${KINDS[kind]} ${name} einen anderen Namen geben, etwa https://example.com/plan.`,
  addCallback: (client) => `In callbacks von ${client} eine Adresse aufnehmen.`,
}
