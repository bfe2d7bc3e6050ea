// What each code of the tenant log means. English is what the server itself has.
import { LOG_EVENTS, type LogEventType } from '@symbolon/protocol/auth0/log-events'
import type { Language } from './index.ts'

const GERMAN: Readonly<Record<LogEventType, string>> = {
  seccft: 'Zugangsdaten einer Anwendung gegen ein Access-Token getauscht',
  feccft: 'Zugangsdaten einer Anwendung nicht gegen ein Access-Token getauscht',
  seacft: 'Autorisierungscode gegen Token getauscht',
  feacft: 'Autorisierungscode nicht gegen Token getauscht',
  sepft: 'Passwort gegen Token getauscht',
  fepft: 'Passwort nicht gegen Token getauscht',
  sertft: 'Refresh-Token gegen ein Access-Token getauscht',
  fertft: 'Refresh-Token nicht gegen ein Access-Token getauscht',
  ferrt: 'Ein ersetztes Refresh-Token wurde wieder benutzt; es ist mit seinen Nachfolgern beendet',
  srrt: 'Ein Refresh-Token wurde widerrufen',
  srat: 'Ein Access-Token wurde widerrufen',
  secte: 'Eigener Token-Tausch gelungen',
  fecte: 'Eigener Token-Tausch fehlgeschlagen',
  s: 'Anmeldung gelungen',
  f: 'Anmeldung fehlgeschlagen',
  fp: 'Anmeldung fehlgeschlagen: falsches Passwort',
  fu: 'Anmeldung fehlgeschlagen: unbekannter Benutzername oder unbekannte E-Mail-Adresse',
  ssa: 'Stille Anmeldung gelungen',
  fsa: 'Stille Anmeldung fehlgeschlagen',
  scoa: 'Anmeldung von einer anderen Seite aus gelungen',
  fcoa: 'Anmeldung von einer anderen Seite aus fehlgeschlagen',
  slo: 'Abmeldung gelungen',
  flo: 'Abmeldung fehlgeschlagen',
  ss: 'Konto angelegt',
  fs: 'Konto nicht angelegt',
  sv: 'Eine E-Mail-Adresse wurde bestätigt',
  fv: 'Eine E-Mail-Adresse konnte nicht bestätigt werden',
  svr: 'Eine Bestätigungs-E-Mail wurde angefordert',
  scp: 'Ein Passwort wurde geändert',
  fcp: 'Ein Passwort konnte nicht geändert werden',
  fpurh: 'Ein Hook nach dem Anlegen eines Kontos ist fehlgeschlagen',
  fcph: 'Ein Hook nach einer Passwortänderung ist fehlgeschlagen',
  actions_execution_failed: 'Actions, auf die keine Antwort wartet, sind fehlgeschlagen',
  scpr: 'Eine Passwortänderung wurde angefordert',
  fcpr: 'Eine Passwortänderung wurde angefordert, die nicht möglich ist',
  sui: 'Ein Benutzer ist beim ersten Login aus einem anderen Tenant umgezogen',
  sdu: 'Ein Benutzer wurde gelöscht',
  fn: 'Eine Benachrichtigung konnte nicht gesendet werden',
  fset: 'Ein Sicherheitsereignis ließ sich seinem Empfänger nicht zustellen, oder er wies es ab',
  limit_wc: 'Ein Konto wurde nach zu vielen falschen Passwörtern für eine Adresse gesperrt',
  limit_mu: 'Eine Adresse wurde nach zu vielen fehlgeschlagenen Anmeldungen gesperrt',
  ublkdu: 'Ein gesperrtes Konto wurde freigegeben',
  depnote: 'Es wurde etwas benutzt, das entfallen wird',
  w: 'Warnung: Etwas ging, aber nicht wie es soll',
  si: 'Eine Einladung wurde angenommen',
  fi: 'Eine Einladung konnte nicht angenommen werden',
  acls_summary: 'Was eine Netzwerk-ACL mit Anfragen getan hat',
  organization_member_added: 'Jemand wurde Mitglied einer Organisation',
  sapi: 'Änderung über die Management-API',
  fapi: 'Anfrage an die Management-API abgewiesen',
}

/** What lines of that code tell; a code that is not known here is its own meaning. */
export const meaningOf = (type: string, language: Language): string => {
  const table: Readonly<Record<string, string>> = language === 'de' ? GERMAN : LOG_EVENTS
  return Object.hasOwn(table, type) ? (table[type] ?? type) : type
}
