import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
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
      client.setQueryData(choicesQuery.queryKey, answer);
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

function WishRow({ wish, onChange }: { wish: Wish; onChange: (wish: Wish) => void }) {
  const { t } = useTranslation('notices');
  const name = t(`choices.kind.${wish.kind}`);
  return (
    <li className="wish">
      <label className="opt">
        <input type="checkbox" className="cb" checked={wish.is_shown} onChange={(event) => onChange({ ...wish, is_shown: event.target.checked })} />
        {name}
      </label>
      {/* What is about no ticket and no article is not mailed. */}
      {wish.is_shown && wish.kind !== 'boundary' && wish.kind !== 'signal' && wish.kind !== 'reading' ? (
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
  const isOn = begins !== null && ends !== null;
  // An emptied field keeps what is stored until it holds a time again.
  const time = (change: Partial<NoticeChoices>): void => {
    const next = { ...choices, ...change };
    if (Object.values(change).every(Boolean) && next.quiet_begins !== next.quiet_ends) set(change);
  };
  return (
    <FormSection title={t('choices.quiet')} hint={t('choices.quietHint', { zone: choices.timezone.replaceAll('_', ' ') })}>
      <CheckOption
        label={t('choices.hasQuiet')}
        hint=""
        isChecked={isOn}
        onChange={(isChecked) => set(isChecked ? { quiet_begins: EVENING, quiet_ends: MORNING } : { quiet_begins: null, quiet_ends: null })}
      />
      {isOn ? (
        <div className="times">
          <Field key={`b${begins}`} type="time" label={t('choices.begins')} defaultValue={begins} onBlur={(event) => time({ quiet_begins: event.target.value })} />
          <Field key={`e${ends}`} type="time" label={t('choices.ends')} defaultValue={ends} onBlur={(event) => time({ quiet_ends: event.target.value })} />
        </div>
      ) : null}
      <div className="times">
        <Field
          key={choices.digest_at}
          type="time"
          label={t('choices.digest')}
          defaultValue={choices.digest_at}
          onBlur={(event) => {
            if (event.target.value && event.target.value !== choices.digest_at) set({ digest_at: event.target.value });
          }}
        />
      </div>
    </FormSection>
  );
}
