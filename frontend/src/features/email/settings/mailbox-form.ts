import type { Mailbox, MailboxFields, MailboxInput, Security, SignIn } from './api';

type Secret = 'password' | 'smtp_password' | 'webhook_secret' | 'api_key' | 'events_secret';
type Figure = 'imap_port' | 'smtp_port' | 'quiet_after_hours';

/** The form of a mailbox: figures as they are typed; a secret is null while the saved one stays. */
export type MailboxValues = Omit<MailboxFields, Figure> &
  Record<Figure, string> &
  Record<Secret, string | null> & { brand: string };

export type FieldName = keyof MailboxValues;

const NEW: MailboxValues = {
  brand: '',
  address: '',
  sender_name: '',
  signature_html: '',
  is_active: true,
  acknowledges: true,
  uses_plus_address: true,
  trusted_authserv: '',
  quiet_after_hours: '',
  intake: 'imap',
  sign_in: 'password',
  username: '',
  imap_host: '',
  imap_port: '993',
  imap_security: 'tls',
  imap_folder: 'INBOX',
  smtp_host: '',
  smtp_port: '587',
  smtp_security: 'starttls',
  smtp_username: '',
  provider: '',
  password: '',
  smtp_password: '',
  webhook_secret: '',
  sends_by: 'smtp',
  api_provider: '',
  api_account: '',
  api_region: '',
  api_key: '',
  events_secret: '',
};

export function newValues(brand: number | undefined): MailboxValues {
  return { ...NEW, brand: brand === undefined ? '' : String(brand) };
}

export function valuesOf(mailbox: Mailbox): MailboxValues {
  const { brand, quiet_after_hours: hours, imap_port: imapPort, smtp_port: smtpPort } = mailbox;
  const names = Object.keys(NEW) as FieldName[];
  return {
    ...(Object.fromEntries(names.map((name) => [name, (mailbox as unknown as MailboxValues)[name]])) as MailboxValues),
    brand: String(brand.id),
    quiet_after_hours: hours === null ? '' : String(hours),
    imap_port: String(imapPort),
    smtp_port: String(smtpPort),
    password: mailbox.has_password ? null : '',
    smtp_password: mailbox.has_smtp_password ? null : '',
    webhook_secret: mailbox.has_webhook_secret ? null : '',
    api_key: mailbox.has_api_key ? null : '',
    events_secret: mailbox.has_events_secret ? null : '',
  };
}

export function inputOf(values: MailboxValues): MailboxInput {
  const { brand, password, smtp_password: smtpPassword, webhook_secret: webhookSecret, api_key: apiKey, events_secret: eventsSecret, ...fields } = values;
  const byApi = fields.sends_by === 'api';
  const address = fields.address.trim();
  // A mail server knows most people by their address.
  const username = fields.username.trim() || (fields.intake === 'imap' || fields.sign_in !== 'password' ? address : '');
  return {
    ...fields,
    brand_id: Number(brand),
    address,
    sender_name: fields.sender_name.trim(),
    username,
    imap_host: fields.imap_host.trim(),
    imap_folder: fields.imap_folder.trim() || NEW.imap_folder,
    smtp_host: fields.smtp_host.trim(),
    // The server takes a password for sending only beside a name for sending.
    smtp_username: fields.smtp_username.trim() || (smtpPassword ? username || address : ''),
    trusted_authserv: fields.trusted_authserv.trim(),
    provider: fields.intake === 'webhook' ? fields.provider : '',
    imap_port: Number(fields.imap_port) || Number(NEW.imap_port),
    smtp_port: Number(fields.smtp_port),
    quiet_after_hours: fields.quiet_after_hours.trim() === '' ? null : Number(fields.quiet_after_hours),
    ...(password ? { password } : {}),
    ...(smtpPassword ? { smtp_password: smtpPassword } : {}),
    api_provider: byApi ? fields.api_provider : '',
    api_account: byApi && needsAccount(fields.api_provider) ? fields.api_account.trim() : '',
    api_region: byApi && needsRegion(fields.api_provider) ? fields.api_region.trim() : '',
    ...(webhookSecret ? { webhook_secret: webhookSecret } : {}),
    ...(apiKey ? { api_key: apiKey } : {}),
    ...(eventsSecret ? { events_secret: eventsSecret } : {}),
  };
}

/** Mailgun wants the domain, Amazon the id of the key. */
export const needsAccount = (provider: string): boolean => provider === 'mailgun' || provider === 'ses';
export const needsRegion = (provider: string): boolean => provider !== '' && provider !== 'postmark';

/** Only what was changed, so that what somebody else changes meanwhile stays. */
export function changeOf(values: MailboxValues, saved: MailboxValues): Partial<MailboxInput> {
  const before = inputOf(saved);
  const after = inputOf(values);
  const names = (Object.keys(after) as (keyof MailboxInput)[]).filter((name) => after[name] !== before[name]);
  return Object.fromEntries(names.map((name) => [name, after[name]]));
}

export type Fault = 'missing' | 'notAnAddress' | 'notAPort' | 'notHours';

const isWhole = (text: string, max: number): boolean => /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= max;

/** What can be told without the server. */
export function faultsOf(values: MailboxValues): Partial<Record<FieldName, Fault>> {
  const faults: Partial<Record<FieldName, Fault>> = {};
  if (!values.brand) faults.brand = 'missing';
  if (!values.address.trim()) faults.address = 'missing';
  else if (!/^[^\s@]+@[^\s@]+$/.test(values.address.trim())) faults.address = 'notAnAddress';
  if (values.intake === 'imap' && !values.imap_host.trim()) faults.imap_host = 'missing';
  if (values.intake === 'imap' && !isWhole(values.imap_port, 65_535)) faults.imap_port = 'notAPort';
  if (values.intake === 'imap' && values.sign_in === 'password' && values.password === '') faults.password = 'missing';
  if (values.intake === 'webhook' && !values.provider) faults.provider = 'missing';
  if (values.intake === 'webhook' && values.webhook_secret === '') faults.webhook_secret = 'missing';
  if (values.sends_by === 'api') {
    if (!values.api_provider) faults.api_provider = 'missing';
    if (values.api_key === '') faults.api_key = 'missing';
    if (needsAccount(values.api_provider) && !values.api_account.trim()) faults.api_account = 'missing';
    if (values.api_provider === 'ses' && !values.api_region.trim()) faults.api_region = 'missing';
  } else if (!isWhole(values.smtp_port, 65_535)) faults.smtp_port = 'notAPort';
  if (values.quiet_after_hours.trim() && !isWhole(values.quiet_after_hours, 2000)) faults.quiet_after_hours = 'notHours';
  return faults;
}

export function isChanged(values: MailboxValues, saved: MailboxValues): boolean {
  return (Object.keys(saved) as FieldName[]).some((name) => values[name] !== saved[name]);
}

/** Whether the form shows a field; which ones depends on how mail comes in and on the sign-in. */
export function isShown(name: FieldName, { intake, sign_in: signIn, sends_by: way, api_provider: sender }: MailboxValues): boolean {
  if (name.startsWith('imap_')) return intake === 'imap';
  if (name === 'provider' || name === 'webhook_secret') return intake === 'webhook';
  if (name === 'password') return intake === 'imap' && signIn === 'password';
  if (name === 'username') return intake === 'imap' || signIn !== 'password';
  if (name === 'api_account') return way === 'api' && needsAccount(sender);
  if (name === 'api_region') return way === 'api' && needsRegion(sender);
  if (name.startsWith('api_') || name === 'events_secret') return way === 'api';
  if (name.startsWith('smtp_') && way === 'api') return false;
  if (name === 'smtp_username' || name === 'smtp_password') return signIn === 'password';
  return true;
}

export type Service = 'google' | 'microsoft' | 'fastmail' | 'other';

export const SERVICES: readonly Service[] = ['google', 'microsoft', 'fastmail', 'other'];

type Servers = Pick<MailboxValues, 'imap_host' | 'imap_port' | 'imap_security' | 'smtp_host' | 'smtp_port' | 'smtp_security' | 'sign_in'>;

const tls: Security = 'tls';
const starttls: Security = 'starttls';
const servers = (imap: string, smtp: string, port: string, security: Security, signIn: SignIn): Servers => ({
  imap_host: imap,
  imap_port: '993',
  imap_security: tls,
  smtp_host: smtp,
  smtp_port: port,
  smtp_security: security,
  sign_in: signIn,
});

const PRESETS: Record<Exclude<Service, 'other'>, Servers> = {
  google: servers('imap.gmail.com', 'smtp.gmail.com', '587', starttls, 'google'),
  microsoft: servers('outlook.office365.com', 'smtp.office365.com', '587', starttls, 'microsoft'),
  fastmail: servers('imap.fastmail.com', 'smtp.fastmail.com', '465', tls, 'password'),
};

/** The well-known service behind a server, or `other`. */
export function serviceOf({ imap_host: host }: Pick<MailboxValues, 'imap_host'>): Service {
  const known = SERVICES.find((service) => service !== 'other' && PRESETS[service].imap_host === host.trim().toLowerCase());
  return known ?? 'other';
}

/** What choosing a service fills in; another service empties the two servers of a known one. */
export function presetOf(service: Service): Partial<MailboxValues> {
  return service === 'other' ? { imap_host: '', smtp_host: '', sign_in: 'password' } : PRESETS[service];
}
