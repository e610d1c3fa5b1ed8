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
  domains: provider?.domains.join(', ') ?? '',
  creates: provider?.creates_people ?? false,
  createdRole: provider?.created_role ?? 'agent',
  groupsClaim: provider?.groups_claim ?? '',
  groups: provider?.group_roles ?? [],
});

/** What is sent; a field that was left empty and may not be is left out. */
export function bodyOf(kind: Kind, values: Values): ProviderChange {
  const given = (name: string, text: string) => (text.trim() ? { [name]: text.trim() } : {});
  const protocol =
    kind === 'oidc'
      ? { ...given('issuer', values.issuer), ...given('client_id', values.clientId), ...given('client_secret', values.clientSecret) }
      : { ...given('metadata_url', values.metadataUrl), ...given('metadata', values.metadata), email_claim: values.emailClaim.trim() };
  return {
    ...given('name', values.name),
    ...protocol,
    domains: values.domains.split(/[\s,;]+/).filter(Boolean),
    creates_people: values.creates,
    created_role: values.createdRole,
    groups_claim: values.groupsClaim.trim(),
    group_roles: values.groups.filter(({ group }) => group.trim()),
  };
}
