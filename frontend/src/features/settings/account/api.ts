import { queryOptions } from '@tanstack/react-query';
import { api, type Page } from '@/shared/api';

/** A browser in which this person is signed in. */
export interface OwnSession {
  id: string;
  agent: string;
  address: string;
  is_current: boolean;
  created_at: string;
  last_seen_at: string;
}

export interface PasswordChange {
  current_password: string;
  new_password: string;
  revoke_tokens: boolean;
}

export interface AddressChange {
  email: string;
  current_password: string;
  revoke_tokens: boolean;
}

export const accountKeys = {
  sessions: ['account', 'sessions'] as const,
  mail: ['account', 'mail'] as const,
};

export const sessionsQuery = queryOptions({
  queryKey: accountKeys.sessions,
  queryFn: async () => (await api.get<Page<OwnSession>>('/me/sessions')).results,
});

/** Whether a mailbox can send the link that confirms an address. */
export const mailQuery = queryOptions({
  queryKey: accountKeys.mail,
  queryFn: () => api.get<{ can_mail: boolean }>('/me/account'),
});

export const accountApi = {
  changePassword: (change: PasswordChange) => api.post<{ is_told: boolean }>('/me/password', change),
  changeAddress: (change: AddressChange) => api.post<{ email: string }>('/me/address', change),
  endSession: (id: string) => api.delete<null>(`/me/sessions/${id}`),
  endOthers: () => api.delete<{ ended: number }>('/me/sessions'),
};
