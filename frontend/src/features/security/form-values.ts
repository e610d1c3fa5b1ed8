import type { Kind, Provider, ProviderChange, Role } from './api';

export interface GroupRole {
  group: string;
  role: Role;
}

/** What stands in the form. */
export interface Values {
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  metadataUrl: string;
  metadata: string;
  emailClaim: string;
  subjectClaim: string;
  domains: string;
  creates: boolean;
  createdRole: Role;
  groupsClaim: string;
  groups: GroupRole[];
}

export const valuesOf = (provider?: Provider): Values => ({
  name: provider?.name ?? '',
  issuer: provider?.issuer ?? '',
  clientId: provider?.client_id ?? '',
  clientSecret: '',
  metadataUrl: provider?.metadata_url ?? '',
  metadata: '',
  emailClaim: provider?.email_claim ?? '',
  subjectClaim: provider?.subject_claim ?? '',
  domains: provider?.domains.join(', ') ?? '',
  creates: provider?.creates_people ?? false,
  createdRole: provider?.created_role ?? 'agent',
  groupsClaim: provider?.groups_claim ?? '',
  groups: provider?.group_roles ?? [],
});

/**
 * What is sent: all that is given, or of a provider that is there what has changed, since the server reads from the
 * provider what it is told anew.
 */
export function bodyOf(kind: Kind, values: Values, provider?: Provider): ProviderChange {
  const body = { ...plainOf(values), ...(kind === 'oidc' ? oidcOf(values) : samlOf(values)) };
  const before = valuesOf(provider);
  const known: ProviderChange = provider ? { ...plainOf(before), ...(kind === 'oidc' ? oidcOf(before) : samlOf(before)) } : {};
  const isNew = ([name, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(known[name as keyof ProviderChange]);
  return Object.fromEntries(Object.entries(body).filter(isNew));
}

/** Left out where it is empty: such a field keeps what is stored. */
const given = (name: string, text: string) => (text.trim() ? { [name]: text.trim() } : {});

const plainOf = (values: Values): ProviderChange => ({
  ...given('name', values.name),
  domains: values.domains.split(/[\s,;]+/).filter(Boolean),
  creates_people: values.creates,
  created_role: values.createdRole,
  groups_claim: values.groupsClaim.trim(),
  group_roles: values.groups.filter(({ group }) => group.trim()),
});

const oidcOf = (values: Values): ProviderChange => ({
  ...given('issuer', values.issuer),
  ...given('client_id', values.clientId),
  ...given('client_secret', values.clientSecret),
});

/** A file takes the place of the address, which the server would read otherwise. */
const samlOf = (values: Values): ProviderChange => ({
  ...(values.metadata.trim() ? { metadata: values.metadata.trim() } : { metadata_url: values.metadataUrl.trim() }),
  email_claim: values.emailClaim.trim(),
  subject_claim: values.subjectClaim.trim(),
});
