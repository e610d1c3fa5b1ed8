import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useOpenSettings } from '@/shared/slots';
import { toast, toastFailure, useReasonOf } from '@/shared/ui';
import { emailApi, type Mailbox } from './api';
import { useCheck } from './check-result';
import { leaveFor } from './leave';
import type { MailboxForm } from './use-mailbox-form';

/**
 * Save a mailbox, sign in for it and try it; what needs the saved one saves first. `letGo` is called
 * before a step that leads away from the form.
 */
export function useMailboxActions(mailbox: Mailbox | null, form: MailboxForm, letGo: () => void) {
  const { t } = useTranslation('email');
  const openSettings = useOpenSettings();
  const reasonOf = useReasonOf();
  const check = useCheck(mailbox?.id ?? 0);
  const box = useRef<HTMLFormElement>(null);
  const result = useRef<HTMLDivElement>(null);

  const save = async (): Promise<Mailbox | null> => {
    const saved = await form.save();
    if (!saved) {
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return null;
    }
    toast(t('settings.saved', { address: saved.address }));
    if (!mailbox) {
      letGo();
      await openSettings(`/email/${saved.id}`, { replace: true });
    }
    return saved;
  };
  const signIn = useMutation({
    mutationFn: async () => {
      const target = form.isChanged || !mailbox ? await save() : mailbox;
      if (!target) return;
      const { url } = await emailApi.signIn(target.id);
      letGo();
      leaveFor(url);
    },
    onError: (error) => toastFailure(t('settings.form.signInFault', { reason: reasonOf(error) })),
  });
  const runCheck = async (): Promise<void> => {
    if (form.isChanged && !(await save())) return;
    requestAnimationFrame(() => result.current?.scrollIntoView({ block: 'nearest' }));
    check.mutate();
  };
  return { box, result, save, signIn, check, runCheck };
}

export type MailboxActions = ReturnType<typeof useMailboxActions>;
