import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, Field, FormSection, Loaded, SelectField, toast, useReason } from '@/shared/ui';
import { assistantApi, assistantKeys, benchQuery, type BenchQuestion, type NewBench } from './api';
import { CHANNELS } from './boundary-draft';

type Expected = NewBench['expected'];
const NOTHING = { question: '', ticket: '', article: '' };

/** Questions that are kept, and what should come of them. */
export function BenchPart({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation('assistant-settings');
  const query = useQuery(benchQuery);
  return (
    <FormSection title={t('bench.title')} hint={t('bench.hint')}>
      {mayWrite ? <NewQuestion /> : null}
      <Loaded query={query} fault={t('bench.fault')}>
        {(rows) => (rows.length === 0 ? <p className="hint">{t('bench.none')}</p> : <BenchTable rows={rows} mayWrite={mayWrite} />)}
      </Loaded>
    </FormSection>
  );
}

function NewQuestion() {
  const { t } = useTranslation('assistant-settings');
  const queries = useQueryClient();
  const [values, setValues] = useState(NOTHING);
  const [expected, setExpected] = useState<Expected>('answered');
  const [channel, setChannel] = useState<(typeof CHANNELS)[number]>('widget');
  const first = useRef<HTMLInputElement>(null);
  const numberIn = (text: string): number | null => (/^#?\d+$/.test(text.trim()) ? Number(text.trim().replace('#', '')) : null);
  const ticket = numberIn(values.ticket);
  const keep = useMutation({
    mutationFn: () =>
      assistantApi.keep({
        question: values.question.trim(), ticket, channel: ticket === null ? channel : '', segment: '', contact_id: null, expected,
        article_id: expected === 'answered' ? numberIn(values.article) : null,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: assistantKeys.bench });
      setValues(NOTHING);
      first.current?.focus();
      toast(t('bench.kept'));
    },
  });
  const reason = useReason(keep.error);
  const isWrong = (text: string): boolean => text.trim() !== '' && numberIn(text) === null;
  const wrong = { ticket: isWrong(values.ticket), article: expected === 'answered' && isWrong(values.article) };
  const missing =
    wrong.ticket || wrong.article ? t('bench.noNumber') : values.question.trim() || ticket !== null ? null : t('bench.missing');
  const set = (name: keyof typeof NOTHING) => (event: { target: { value: string } }) => setValues((old) => ({ ...old, [name]: event.target.value }));
  return (
    <form
      className="as-two"
      onSubmit={(event) => {
        event.preventDefault();
        if (!missing && !keep.isPending) keep.mutate();
      }}
    >
      <Field ref={first} label={t('bench.question')} maxLength={4000} value={values.question} onChange={set('question')} />
      <Field label={t('bench.ticket')} hint={t('bench.ticketHint')} error={wrong.ticket ? t('bench.noNumber') : null} inputMode="numeric" value={values.ticket} onChange={set('ticket')} />
      <SelectField label={t('try.channel')} value={channel} options={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))} onChange={setChannel} />
      <SelectField
        label={t('bench.expected')}
        value={expected}
        options={(['answered', 'handed_over'] as const).map((value) => ({ value, label: t(`outcome.${value}`) }))}
        onChange={setExpected}
      />
      {expected === 'answered' ? <Field label={t('bench.article')} hint={t('bench.articleHint')} error={wrong.article ? t('bench.noNumber') : null} inputMode="numeric" value={values.article} onChange={set('article')} /> : null}
      <div className="as-end">
        <Button type="submit" busy={keep.isPending ? t('saving') : null} unavailable={missing} onClick={() => undefined}>
          {t('bench.keep')}
        </Button>
      </div>
      <div role="alert">
        {keep.error ? (
          <p className="hint bad" dir="auto">
            {reason}
          </p>
        ) : null}
      </div>
    </form>
  );
}

function BenchTable({ rows, mayWrite }: { rows: readonly BenchQuestion[]; mayWrite: boolean }) {
  const { t } = useTranslation('assistant-settings');
  const queries = useQueryClient();
  const box = useRef<HTMLUListElement>(null);
  const drop = useMutation({
    mutationFn: (id: number) => assistantApi.drop(id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: assistantKeys.bench });
      const next = box.current?.querySelector<HTMLElement>('button') ?? document.getElementById('content');
      next?.focus();
    },
  });
  const reason = useReason(drop.error);
  return (
    <>
      <ul ref={box} className="as-rows as-bench">
        {rows.map((row) => (
          <li key={row.id} className="row">
            <span className="grow" dir="auto">
              {row.question}
            </span>
            <Badge tone={row.expected === 'answered' ? 'ok' : 'warn'}>{t(`outcome.${row.expected}`)}</Badge>
            <span className="t3 f12">{row.ticket === null ? t(`channel.${row.channel}`, { defaultValue: row.channel }) : `#${row.ticket}`}</span>
            {mayWrite ? (
              <Button size="sm" variant="ghost" onClick={() => drop.mutate(row.id)}>
                {t('remove')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <div role="alert">{drop.error ? <p className="hint bad" dir="auto">{reason}</p> : null}</div>
    </>
  );
}
