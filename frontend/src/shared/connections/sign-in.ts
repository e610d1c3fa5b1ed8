import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { dense } from '@/shared/lib/address';
import { toast, toastFailure, useReasonOf } from '@/shared/ui';
import { connectionsApi } from './api';

const OUTCOMES = ['done', 'refused', 'expired', 'other_account', 'not_accepted', 'gone', 'unavailable'] as const;

/** How a sign-in at a system ended, as the way back from it says. */
export interface SignInSearch {
  sign_in?: (typeof OUTCOMES)[number];
}

export const signInSearch = (raw: Record<string, unknown>): SignInSearch =>
  dense({ sign_in: OUTCOMES.find((outcome) => outcome === raw.sign_in) });

/** Says once how a sign-in ended, and takes it out of the address. */
export function useSignInOutcome(system: string, { sign_in: outcome }: SignInSearch, onSearch: (search: SignInSearch) => void): void {
  const { t } = useTranslation('connections');
  useEffect(() => {
    if (!outcome) return;
    const words = t(`outcome.${outcome}`, { system });
    if (outcome === 'done') toast(words);
    else toastFailure(words);
    onSearch({});
  }, [outcome, onSearch, system, t]);
}

/** Leads to the sign-in of a system, for a new connection or for one that needs it again. */
export function useSignIn(key: string) {
  const { t } = useTranslation('connections');
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: (connection: number | null) => connectionsApi.signIn(key, connection),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => toastFailure(t('signInFailed', { reason: reasonOf(error) })),
  });
}
