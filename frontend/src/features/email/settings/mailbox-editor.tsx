import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useBrands } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useOpenSettings } from '@/shared/slots';
import { Button, FormSection, useReason } from '@/shared/ui';
import type { Mailbox } from './api';
import { CheckResult } from './check-result';
import { DeleteMailbox } from './delete-mailbox';
import { MailboxFields } from './mailbox-fields';
import { MailboxHealth } from './mailbox-health';
import { useMailboxActions, type MailboxActions } from './use-mailbox-actions';
import { useMailboxForm, type MailboxForm } from './use-mailbox-form';

/** The form of one mailbox, or of a new one when it is null. */
export function MailboxEditor({ mailbox, mayWrite }: { mailbox: Mailbox | null; mayWrite: boolean }) {
  const { t } = useTranslation('email');
  const brands = useBrands();
  const form = useMailboxForm(mailbox, brands[0]?.id);
  // Saving leads on to the saved mailbox before the form of the new one knows that it is clean.
  const isLeaving = useRef(false);
  const letGo = useCallback(() => {
    isLeaving.current = true;
  }, []);
  const actions = useMailboxActions(mailbox, form, letGo);
  const openSettings = useOpenSettings();
  const [isDeleting, setDeleting] = useState(false);
  const { box, save, signIn } = actions;
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
            <CheckSection actions={actions} savesFirst={form.isChanged} />
            <DeleteSection health={mailbox.health} onDelete={() => setDeleting(true)} />
          </>
        ) : null}
        {/* Enter in a field saves; the visible button stands in the footer. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" disabled={!mayWrite} />
      </form>
      {mayWrite ? <SaveBar form={form} isNew={!mailbox} onSave={() => void save()} /> : null}
      {/* A form of its own: inside the other one, sending it would save the mailbox. */}
      {isDeleting && mailbox ? (
        <DeleteMailbox
          mailbox={mailbox}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            letGo();
            void openSettings('/email');
          }}
        />
      ) : null}
      <LeaveGuard isChanged={form.isChanged} isLeaving={isLeaving} />
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

/** Try the servers, as they are saved. */
function CheckSection({ actions, savesFirst }: { actions: MailboxActions; savesFirst: boolean }) {
  const { t } = useTranslation('email');
  const { check, result, runCheck } = actions;
  return (
    <div ref={result}>
      <FormSection title={t('settings.check.section')} hint={t('settings.check.hint')}>
        <div>
          <Button busy={check.isPending ? t('settings.check.checking') : null} onClick={() => void runCheck()}>
            {savesFirst ? t('settings.check.saveFirst') : t('settings.check.do')}
          </Button>
        </div>
        <CheckResult answer={check.data} error={check.error} isBusy={check.isPending} onRetry={() => void runCheck()} />
      </FormSection>
    </div>
  );
}

/** Only a mailbox through which no mail went can be deleted. */
function DeleteSection({ health, onDelete }: { health: Mailbox['health']; onDelete: () => void }) {
  const { t } = useTranslation('email');
  const hasMail = health.last_mail_at || health.last_sent_at;
  return (
    <FormSection title={t('settings.delete.section')} hint={t('settings.delete.hint')}>
      <div>
        <Button unavailable={hasMail ? t('settings.delete.hasMail') : null} onClick={onDelete}>
          {t('settings.delete.open')}
        </Button>
      </div>
    </FormSection>
  );
}

function SaveBar({ form, isNew, onSave }: { form: MailboxForm; isNew: boolean; onSave: () => void }) {
  const { t } = useTranslation('email');
  return (
    <footer className="foot">
      <span className="t3 f12" role="status">
        {form.isChanged ? t('settings.unsaved') : ''}
      </span>
      <span className="sp" />
      {form.isChanged && !isNew ? (
        <Button variant="ghost" onClick={form.discard}>
          {t('settings.form.discard')}
        </Button>
      ) : null}
      <Button
        variant="primary"
        keys="mod+s"
        busy={form.isSaving ? t('settings.saving') : null}
        unavailable={form.isChanged || isNew ? null : t('settings.nothingToSave')}
        onClick={onSave}
      >
        {isNew ? t('settings.add') : t('settings.save')}
      </Button>
    </footer>
  );
}
