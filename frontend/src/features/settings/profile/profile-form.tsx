import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem, keys, type Me } from '@/shared/api';
import { LeaveGuard } from '@/shared/form';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { zoneOptions } from '@/shared/lib/time-zones';
import { Button, Field, FormSection, Keys, SelectField, toast, useReasonOf } from '@/shared/ui';
import { Picture } from './picture';
import './profile.css';

const LOCALES = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
] as const;
const THEMES = ['system', 'light', 'dark'] as const;
const NOTICES = ['never', 'away', 'always'] as const;
const LONGEST = 2000;

const valuesOf = ({ name, title, signature, locale, timezone, theme, mail_notices }: Me) => ({
  name,
  title,
  signature,
  locale: locale.startsWith('de') ? ('de' as const) : ('en' as const),
  timezone,
  theme,
  mail_notices,
});

type Values = ReturnType<typeof valuesOf>;

export function ProfileForm({ me }: { me: Me }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [changes, setChanges] = useState<Partial<Values>>({});
  const [isMissing, setMissing] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const signatureId = useId();
  const saved = valuesOf(me);
  const values: Values = { ...saved, ...changes };
  const changed = Object.fromEntries(
    Object.entries(changes).filter(([field, value]) => value !== saved[field as keyof Values]),
  ) as Partial<Values>;
  const isChanged = Object.keys(changed).length > 0;
  const set = (change: Partial<Values>): void => setChanges((before) => ({ ...before, ...change }));
  const save = useMutation({
    mutationFn: (body: Partial<Values>) => api.patch('/me', { body }),
    onSuccess: (answer, sent) => {
      client.setQueryData(keys.me, answer);
      // What was typed while it was on its way stays.
      setChanges((before) =>
        Object.fromEntries(Object.entries(before).filter(([field, value]) => sent[field as keyof Values] !== value)),
      );
      void client.invalidateQueries({ queryKey: keys.users });
      toast(t('profile.done'));
    },
    onError: () => requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()),
  });
  const submit = (): void => {
    if (save.isPending || !isChanged) return;
    const isEmpty = values.name.trim() === '';
    setMissing(isEmpty);
    if (isEmpty) name.current?.focus();
    else save.mutate({ ...changed, ...(changed.name === undefined ? {} : { name: changed.name.trim() }) });
  };
  useShortcuts(t('section.profile'), [{ keys: 'mod+s', label: t('profile.save'), run: submit, whileTyping: true }]);
  const errors = isProblem(save.error) ? save.error.errors : {};
  const errorOf = (field: keyof Values): string | undefined => errors[field]?.join(' ');
  const isElsewhere = save.error && !Object.keys(errors).some((field) => field in saved);
  return (
    <>
      <form
        ref={form}
        className="scroll fbody"
        noValidate
        aria-label={t('section.profile')}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {isElsewhere ? (
          <p className="notice bad" role="alert">
            {reasonOf(save.error)}
          </p>
        ) : null}
        <FormSection title={t('profile.who')} hint={t('profile.whoHint')}>
          <Picture me={me} />
          <Field
            ref={name}
            label={t('account.who')}
            dir="auto"
            autoComplete="name"
            maxLength={120}
            value={values.name}
            error={isMissing && !values.name.trim() ? t('account.name.missing') : errorOf('name')}
            onChange={(event) => set({ name: event.target.value })}
          />
          <Field
            label={t('profile.title')}
            hint={t('profile.titleHint')}
            dir="auto"
            autoComplete="organization-title"
            maxLength={120}
            value={values.title}
            error={errorOf('title')}
            onChange={(event) => set({ title: event.target.value })}
          />
          <div>
            <label className="lab" htmlFor={signatureId}>
              {t('profile.signature')}
            </label>
            <span className={`field parea${errorOf('signature') ? ' is-bad' : ''}`}>
              <textarea
                id={signatureId}
                dir="auto"
                rows={4}
                maxLength={LONGEST}
                value={values.signature}
                aria-invalid={errorOf('signature') ? true : undefined}
                aria-describedby={`${signatureId}-note`}
                onChange={(event) => set({ signature: event.target.value })}
              />
            </span>
            <p className={`hint${errorOf('signature') ? ' bad' : ''}`} id={`${signatureId}-note`}>
              {errorOf('signature') ?? t('profile.signatureHint')}
            </p>
          </div>
        </FormSection>
        <Workspace values={values} zone={me.timezone} errorOf={errorOf} set={set} />
        {/* Enter in a field saves; the visible button stands in the foot. */}
        <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      </form>
      <Foot isChanged={isChanged} isSaving={save.isPending} onDiscard={() => setChanges({})} onSave={submit} />
      <LeaveGuard isChanged={isChanged} />
    </>
  );
}

interface WorkspaceProps {
  values: Values;
  /** The zone that is saved. */
  zone: string;
  errorOf: (field: keyof Values) => string | undefined;
  set: (change: Partial<Values>) => void;
}

/** How the workspace speaks and looks to oneself, and when it writes. */
function Workspace({ values, zone, errorOf, set }: WorkspaceProps) {
  const { t } = useTranslation('settings');
  return (
    <>
      <FormSection title={t('profile.place')} hint={t('profile.placeHint')}>
        <SelectField
          label={t('profile.language')}
          value={values.locale}
          options={LOCALES}
          error={errorOf('locale')}
          onChange={(locale) => set({ locale })}
        />
        <SelectField
          label={t('profile.timezone')}
          value={values.timezone}
          options={zoneOptions(zone)}
          error={errorOf('timezone')}
          onChange={(timezone) => set({ timezone })}
        />
      </FormSection>
      <FormSection title={t('profile.look')}>
        <SelectField
          label={t('profile.theme')}
          value={values.theme}
          options={THEMES.map((value) => ({ value, label: t(`profile.themes.${value}`) }))}
          error={errorOf('theme')}
          onChange={(theme) => set({ theme })}
        />
        <p className="hint">
          {t('profile.keys')} <Keys keys="?" />
        </p>
      </FormSection>
      <FormSection title={t('profile.notices')} hint={t('profile.noticesHint')}>
        <SelectField
          label={t('profile.mailNotices')}
          hint={t('profile.mailNoticesHint')}
          value={values.mail_notices}
          options={NOTICES.map((value) => ({ value, label: t(`profile.mailNotice.${value}`) }))}
          error={errorOf('mail_notices')}
          onChange={(mail_notices) => set({ mail_notices })}
        />
      </FormSection>
    </>
  );
}

interface FootProps {
  isChanged: boolean;
  isSaving: boolean;
  onDiscard: () => void;
  onSave: () => void;
}

function Foot({ isChanged, isSaving, onDiscard, onSave }: FootProps) {
  const { t } = useTranslation('settings');
  return (
    <footer className="foot">
      <span className="t3 f12" role="status">
        {isChanged ? t('profile.unsaved') : ''}
      </span>
      <span className="sp" />
      {isChanged ? (
        <Button variant="ghost" onClick={onDiscard}>
          {t('profile.discard')}
        </Button>
      ) : null}
      <Button
        variant="primary"
        keys="mod+s"
        busy={isSaving ? t('profile.saving') : null}
        unavailable={isChanged ? null : t('profile.nothing')}
        onClick={onSave}
      >
        {t('profile.save')}
      </Button>
    </footer>
  );
}
