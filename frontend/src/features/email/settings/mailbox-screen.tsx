import { useMutation, useQuery } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useBrands, useMay } from '@/shared/directory';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink, useOpenSettings } from '@/shared/slots';
import { Button, Confirm, Empty, ErrorState, FormSection, Icon, toast, toastFailure, useReason, useReasonOf } from '@/shared/ui';
import { emailApi, mailboxQuery, type Mailbox } from './api';
import { CheckResult, useCheck } from './check-result';
import { DeleteMailbox } from './delete-mailbox';
import { leaveFor } from './leave';
import { MailboxFields } from './mailbox-fields';
import { MailboxHealth } from './mailbox-health';
import { useMailboxForm } from './use-mailbox-form';
import './mailbox-form.css';

/** One mailbox, or a new one when `id` is null. */
export function MailboxScreen({ id }: { id: number | null }) {
  const { t } = useTranslation('email');
  const mayRead = useMay('mailbox.read');
  const mayWrite = useMay('mailbox.write');
  const query = useQuery({ ...mailboxQuery(id ?? 0), enabled: id !== null && mayRead });
  const mailbox = id === null ? null : query.data;
  const title = mailbox?.address ?? (id === null ? t('settings.new') : '');
  useDocumentTitle(title);
  const isAllowed = id === null ? mayWrite : mayRead;
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <nav className="crumb" aria-label={t('settings.path')}>
          <SettingsLink className="link" path="/email">
            {t('settings.title')}
          </SettingsLink>
          <Icon icon={ChevronRight} size={12} className="mirrors" />
        </nav>
        <h1 className="ell" title={title}>
          <bdi>{title}</bdi>
        </h1>
        <span className="sp" />
        {mailbox ? <MailboxHealth mailbox={mailbox} hidesDetail /> : null}
      </header>
      <ConnectionBar />
      {!isAllowed ? (
        <Empty title={t('settings.notAllowed')}>{t('settings.notAllowedHint')}</Empty>
      ) : query.error && !query.data ? (
        <ErrorState title={t('settings.oneFault')} error={query.error} onRetry={() => void query.refetch()} />
      ) : mailbox === undefined ? (
        <p className="t3 pad">{t('settings.loading')}</p>
      ) : (
        <Editor mailbox={mailbox} mayWrite={mayWrite} />
      )}
    </main>
  );
}

function Editor({ mailbox, mayWrite }: { mailbox: Mailbox | null; mayWrite: boolean }) {
  const { t } = useTranslation('email');
  const openSettings = useOpenSettings();
  const reasonOf = useReasonOf();
  const brands = useBrands();
  const form = useMailboxForm(mailbox, brands[0]?.id);
  const check = useCheck(mailbox?.id ?? 0);
  const box = useRef<HTMLFormElement>(null);
  const result = useRef<HTMLDivElement>(null);
  // Saving leads on to the saved mailbox before the form of the new one knows that it is clean.
  const isLeaving = useRef(false);
  const [isDeleting, setDeleting] = useState(false);
  const blocker = useBlocker({
    shouldBlockFn: () => form.isChanged && !isLeaving.current,
    enableBeforeUnload: () => form.isChanged && !isLeaving.current,
    withResolver: true,
  });

  const showFirstError = (): void => {
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const save = async (): Promise<Mailbox | null> => {
    const saved = await form.save();
    if (!saved) {
      showFirstError();
      return null;
    }
    toast(t('settings.saved', { address: saved.address }));
    if (!mailbox) {
      isLeaving.current = true;
      await openSettings(`/email/${saved.id}`, { replace: true });
    }
    return saved;
  };
  const signIn = useMutation({
    mutationFn: async () => {
      const target = form.isChanged || !mailbox ? await save() : mailbox;
      if (!target) return;
      const { url } = await emailApi.signIn(target.id);
      isLeaving.current = true;
      leaveFor(url);
    },
    onError: (error) => toastFailure(t('settings.form.signInFault', { reason: reasonOf(error) })),
  });
  const runCheck = async (): Promise<void> => {
    if (form.isChanged && !(await save())) return;
    requestAnimationFrame(() => result.current?.scrollIntoView({ block: 'nearest' }));
    check.mutate();
  };
  useShortcuts(
    t('settings.one'),
    [{ keys: 'mod+s', label: t('settings.save'), run: () => void (form.isChanged ? save() : undefined), whileTyping: true }],
    mayWrite,
  );
  return (
    <>
      <form
        ref={box}
        className="scroll fbody"
        noValidate
        aria-label={t('settings.one')}
        onSubmit={(event) => {
          event.preventDefault();
          if (!form.isSaving) void save();
        }}
      >
        <SaveFault error={form.fault} others={form.otherErrors} />
        {mailbox?.is_active && ['failing', 'sign_in', 'quiet'].includes(mailbox.health.state) ? (
          <p className="notice" role="note">
            <MailboxHealth mailbox={mailbox} />
          </p>
        ) : null}
        <fieldset className="plain" disabled={!mayWrite}>
          <legend className="vh">{t('settings.one')}</legend>
          <MailboxFields
            form={form}
            mailbox={mailbox}
            mayWrite={mayWrite}
            isSigningIn={signIn.isPending}
            onSignIn={() => signIn.mutate()}
          />
        </fieldset>
        {mailbox && mayWrite ? (
          <>
            <div ref={result}>
              <FormSection title={t('settings.check.section')} hint={t('settings.check.hint')}>
                <div>
                  <Button busy={check.isPending ? t('settings.check.checking') : null} onClick={() => void runCheck()}>
                    {form.isChanged ? t('settings.check.saveFirst') : t('settings.check.do')}
                  </Button>
                </div>
                <CheckResult answer={check.data} error={check.error} isBusy={check.isPending} onRetry={() => void runCheck()} />
              </FormSection>
            </div>
            <FormSection title={t('settings.delete.section')} hint={t('settings.delete.hint')}>
              <div>
                <Button
                  unavailable={mailbox.health.last_mail_at || mailbox.health.last_sent_at ? t('settings.delete.hasMail') : null}
                  onClick={() => setDeleting(true)}
                >
                  {t('settings.delete.open')}
                </Button>
              </div>
            </FormSection>
          </>
        ) : null}
        {/* Enter in a field saves; the visible button stands in the footer. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" disabled={!mayWrite} />
      </form>
      {mayWrite ? (
        <footer className="foot">
          <span className="t3 f12" role="status">
            {form.isChanged ? t('settings.unsaved') : ''}
          </span>
          <span className="sp" />
          {form.isChanged && mailbox ? (
            <Button variant="ghost" onClick={form.discard}>
              {t('settings.form.discard')}
            </Button>
          ) : null}
          <Button
            variant="primary"
            keys="mod+s"
            busy={form.isSaving ? t('settings.saving') : null}
            unavailable={form.isChanged || !mailbox ? null : t('settings.nothingToSave')}
            onClick={() => void save()}
          >
            {mailbox ? t('settings.save') : t('settings.add')}
          </Button>
        </footer>
      ) : null}
      {isDeleting && mailbox ? (
        <DeleteMailbox
          mailbox={mailbox}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            isLeaving.current = true;
            void openSettings('/email');
          }}
        />
      ) : null}
      <Confirm
        isOpen={blocker.status === 'blocked'}
        onOpenChange={(isOpen) => (isOpen ? undefined : blocker.reset?.())}
        title={t('settings.leave.title')}
        consequence={t('settings.leave.consequence')}
        cancel={t('settings.leave.stay')}
        action={t('settings.leave.go')}
        onConfirm={() => blocker.proceed?.()}
      />
    </>
  );
}

/** Why nothing was saved, at the top; the fields say their own part below themselves. */
function SaveFault({ error, others }: { error: unknown; others: readonly string[] }) {
  const { t } = useTranslation('email');
  const general = useReason(error);
  const hasFields = isProblem(error) && Object.keys(error.errors).length > 0;
  const reason = hasFields ? t('settings.checkFields') : general;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) box.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  return (
    <div role="alert" ref={box}>
      {error ? (
        <div className="notice bad">
          <b>{t('settings.notSaved')}</b> {others.length > 0 ? others.join(' ') : reason}
        </div>
      ) : null}
    </div>
  );
}
