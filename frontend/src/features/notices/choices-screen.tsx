import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type NoticeChoices } from '@/shared/api';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { announce, CheckOption, ErrorState, Field, FormSection, SelectField, toast, useReasonOf } from '@/shared/ui';
import { choicesQuery } from './api';
import './notices.css';

const MAILS = ['never', 'away', 'always', 'digest'] as const;
const EVENING = '20:00';
const MORNING = '07:30';

type Wish = NoticeChoices['kinds'][number];

/** What one hears of, and when mail about it may come. Each choice holds at once. */
export function ChoicesScreen() {
  const { t } = useTranslation('notices');
  const { data, error, refetch } = useQuery(choicesQuery);
  useDocumentTitle(t('choices.title'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('choices.title')}</h1>
      </header>
      <ConnectionBar />
      {error && !data ? <ErrorState title={t('choices.fault')} error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <p className="t3 fbody">{t('loading')}</p> : null}
      {data ? <Choices choices={data} /> : null}
    </main>
  );
}

function Choices({ choices }: { choices: NoticeChoices }) {
  const { t } = useTranslation('notices');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const save = useMutation({
    mutationKey: choicesQuery.queryKey,
    // One after the other: the last choice is the one that holds.
    scope: { id: choicesQuery.queryKey.join() },
    mutationFn: ({ kinds, quiet_begins, quiet_ends, digest_at }: NoticeChoices) =>
      api.put('/notices/choices', { body: { kinds, quiet_begins, quiet_ends, digest_at } }),
    // Shown at once; the answer, or what was known before, follows.
    onMutate: async (next) => {
      await client.cancelQueries({ queryKey: choicesQuery.queryKey });
      const before = client.getQueryData(choicesQuery.queryKey);
      client.setQueryData(choicesQuery.queryKey, next);
      return { before };
    },
    onSuccess: (answer) => {
      // A later choice that is still on its way is shown already.
      if (client.isMutating({ mutationKey: choicesQuery.queryKey }) === 1) client.setQueryData(choicesQuery.queryKey, answer);
      announce(t('choices.saved'));
    },
    onError: (failure, _next, kept) => {
      client.setQueryData(choicesQuery.queryKey, kept?.before);
      toast(`${t('choices.bodyProblem')}. ${reasonOf(failure)}`);
    },
  });
  const set = (change: Partial<NoticeChoices>): void => save.mutate({ ...choices, ...change });
  const wish = (changed: Wish): void => set({ kinds: choices.kinds.map((one) => (one.kind === changed.kind ? changed : one)) });
  return (
    <form className="scroll fbody" noValidate aria-label={t('choices.title')} onSubmit={(event) => event.preventDefault()}>
      <FormSection title={t('choices.what')} hint={t('choices.whatHint')}>
        <ul className="wishes">
          {choices.kinds.map((one) => (
            <WishRow key={one.kind} wish={one} onChange={wish} />
          ))}
        </ul>
        <p className="hint">{t('choices.mailMessage')}</p>
      </FormSection>
      <Quiet choices={choices} set={set} />
    </form>
  );
}

/** What is about no ticket and no article is not mailed; of unusual reading goes a mail of its own, always. */
const NEVER_MAILED: ReadonlySet<string> = new Set(['boundary', 'signal', 'report', 'reading']);

function WishRow({ wish, onChange }: { wish: Wish; onChange: (wish: Wish) => void }) {
  const { t } = useTranslation('notices');
  const name = t(`choices.kind.${wish.kind}`);
  return (
    <li className="wish">
      <label className="opt">
        <input type="checkbox" className="cb" checked={wish.is_shown} onChange={(event) => onChange({ ...wish, is_shown: event.target.checked })} />
        {name}
      </label>
      {wish.is_shown && !NEVER_MAILED.has(wish.kind) ? (
        <SelectField
          label={t('choices.mailOf', { kind: name })}
          hideLabel
          value={wish.mail}
          options={MAILS.map((value) => ({ value, label: `${t('choices.mail')}: ${t(`choices.mails.${value}`)}` }))}
          onChange={(mail) => onChange({ ...wish, mail })}
        />
      ) : null}
    </li>
  );
}

function Quiet({ choices, set }: { choices: NoticeChoices; set: (change: Partial<NoticeChoices>) => void }) {
  const { t } = useTranslation('notices');
  const { quiet_begins: begins, quiet_ends: ends } = choices;
  return (
    <FormSection title={t('choices.quiet')} hint={t('choices.quietHint', { zone: choices.timezone.replaceAll('_', ' ') })}>
      <CheckOption
        label={t('choices.hasQuiet')}
        hint=""
        isChecked={begins !== null && ends !== null}
        onChange={(isChecked) => set(isChecked ? { quiet_begins: EVENING, quiet_ends: MORNING } : { quiet_begins: null, quiet_ends: null })}
      />
      {begins !== null && ends !== null ? (
        <div className="times">
          <TimeField key={`b${begins}`} label={t('choices.begins')} stored={begins} not={ends} onStore={(time) => set({ quiet_begins: time })} />
          <TimeField key={`e${ends}`} label={t('choices.ends')} stored={ends} not={begins} onStore={(time) => set({ quiet_ends: time })} />
        </div>
      ) : null}
      <div className="times">
        <TimeField key={choices.digest_at} label={t('choices.digest')} stored={choices.digest_at} onStore={(time) => set({ digest_at: time })} />
      </div>
    </FormSection>
  );
}

/** A time that is stored when one leaves it; what cannot be stored stays there and is said. */
function TimeField({ label, stored, not, onStore }: { label: string; stored: string; not?: string; onStore: (time: string) => void }) {
  const { t } = useTranslation('notices');
  const [fault, setFault] = useState<'missing' | 'same' | null>(null);
  return (
    <Field
      type="time"
      label={label}
      defaultValue={stored}
      error={fault ? t(`choices.${fault}`) : null}
      onBlur={({ target: { value } }) => {
        const found = value === '' ? 'missing' : value === not ? 'same' : null;
        setFault(found);
        if (found === null && value !== stored) onStore(value);
      }}
    />
  );
}
