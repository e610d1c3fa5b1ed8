import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Search from 'lucide-react/icons/search';
import Star from 'lucide-react/icons/star';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { InsightTabs } from '@/shared/insight-pages';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Button, Empty, Icon, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { AnswerPart } from './ask-answer';
import { askBehindFile, askBehindQuery, askFile, askQuery, keepQuestion, questionsQuery, type Asked, type AskQuery, type AskRow } from './ask-api';
import { AskHistory } from './ask-history';
import type { AskSearch } from './ask-search';
import { QueryForm, Sentence } from './ask-sentence';
import { AskSide, Grammar } from './ask-side';
import { isTime, rowName } from './ask-words';
import { TicketsSide } from './tickets-side';
import './insights.css';
import './ask.css';

export interface AskScreenProps {
  search: AskSearch;
  onSearch: (search: AskSearch) => void;
}

/** Questions about figures in one's own words: what was understood, the figures, and how they were worked out. */
export function AskScreen({ search, onSearch }: AskScreenProps) {
  const { t } = useTranslation('insights');
  const maySee = useMay('insights.see');
  useDocumentTitle(t('ask.title'));
  return (
    <main className="pane sp ins" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('title')}</h1>
      </header>
      <ConnectionBar />
      <InsightTabs page="ask" />
      {maySee ? <Board search={search} onSearch={onSearch} /> : <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>}
    </main>
  );
}

function Board({ search, onSearch }: AskScreenProps) {
  const { t } = useTranslation('insights');
  const client = useQueryClient();
  const isAsked = Boolean(search.q ?? search.query);
  const query = useQuery({ ...askQuery(search), enabled: isAsked });
  const asked = isAsked ? query.data : undefined;
  const number = asked?.id;
  useEffect(() => {
    // What was just asked is the newest of one's questions.
    if (number !== undefined && number !== null) void client.invalidateQueries({ queryKey: questionsQuery.queryKey });
  }, [number, client]);
  const row = search.row === 'all' ? undefined : asked?.answer?.rows.find(({ key }) => key === search.row);
  const hasTickets = search.row !== undefined && asked?.query && (search.row === 'all' || row);
  return (
    <div className="inw">
      <AskHistory search={search} onSearch={onSearch} />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll aqm" tabIndex={0} role="region" aria-label={t('ask.region')}>
        <Ask key={search.q ?? ''} text={search.q ?? ''} isBusy={query.isFetching} onAsk={(q) => onSearch({ q })} />
        {isAsked ? (
          <Loaded query={query} fault={t('ask.fault')}>
            {(found) => <Outcome asked={found} search={search} onSearch={onSearch} />}
          </Loaded>
        ) : (
          <Examples onAsk={(q) => onSearch({ q })} />
        )}
        {isAsked && query.error && search.query ? <QueryForm key={search.query} text={search.query} onQuery={(text) => onSearch({ q: search.q, query: text })} /> : null}
      </div>
      {hasTickets && asked.query ? (
        <Behind query={asked.query} row={row} onClose={() => onSearch({ ...search, row: undefined })} />
      ) : asked?.answer ? (
        <AskSide asked={asked} />
      ) : null}
    </div>
  );
}

function Behind({ query, row, onClose }: { query: AskQuery; row: AskRow | undefined; onClose: () => void }) {
  const { t, i18n } = useTranslation(['insights', 'shared']);
  const tickets = useQuery(askBehindQuery(query.text, row));
  return (
    <TicketsSide
      title={row ? rowName(row, query.by, t, i18n.language) : t(`measure.${query.measure}`)}
      opened={`${query.text} ${row?.key ?? ''}`}
      query={tickets}
      file={askBehindFile(query.text, row)}
      onClose={onClose}
    />
  );
}

function Ask({ text, isBusy, onAsk }: { text: string; isBusy: boolean; onAsk: (text: string) => void }) {
  const { t } = useTranslation('insights');
  const [value, setValue] = useState(text);
  return (
    <form
      className="aqb"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim()) onAsk(value.trim());
      }}
    >
      <Icon icon={Search} />
      <input aria-label={t('ask.question')} placeholder={t('ask.placeholder')} value={value} maxLength={300} onChange={(event) => setValue(event.target.value)} />
      <Button type="submit" variant="primary" busy={isBusy ? t('ask.asking') : null}>
        {t('ask.ask')}
      </Button>
    </form>
  );
}

function Outcome({ asked, search, onSearch }: { asked: Asked } & AskScreenProps) {
  const { t } = useTranslation('insights');
  const field = useRef<HTMLInputElement>(null);
  const [isWriting, setWriting] = useState(false);
  useEffect(() => {
    if (isWriting) field.current?.focus();
  }, [isWriting]);
  if (!asked.answer || !asked.query) return <AsksBack asked={asked} onQuery={(query) => onSearch({ q: search.q, query })} />;
  const { query, answer } = asked;
  const change = (text: string): void => onSearch({ ...(search.q ? { q: search.q } : {}), query: text });
  return (
    <>
      <section className="und" aria-label={t('ask.understood')}>
        <p className="row">
          <span className="t2">{t('ask.understood')}</span>
          <span className="sp" />
          <Button variant="ghost" size="sm" aria-expanded={isWriting} onClick={() => setWriting(!isWriting)}>
            {t('ask.notMeant')}
          </Button>
        </p>
        <Sentence query={query} definition={answer.definition} onQuery={change} />
        {isWriting ? <QueryForm key={query.text} text={query.text} onQuery={change} inputRef={field} /> : null}
      </section>
      <AnswerPart query={query} answer={answer} opened={search.row} onOpen={(row) => onSearch({ ...search, row })} />
      <div className="row aqa">
        <Keep asked={asked} search={search} />
        <a className="btn ghost" href={askFile(query.text)} download>
          {t('csv')}
        </a>
      </div>
    </>
  );
}

function Keep({ asked, search }: { asked: Asked; search: AskSearch }) {
  const { t } = useTranslation('insights');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const keep = useMutation({
    mutationFn: ({ id, isKept }: { id: number; isKept: boolean }) => keepQuestion(id, isKept),
    onSuccess: (row) => {
      client.setQueryData(askQuery(search).queryKey, (before: Asked | undefined) => (before ? { ...before, is_kept: row.is_kept } : before));
      return client.invalidateQueries({ queryKey: questionsQuery.queryKey });
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  const { id } = asked;
  if (id === null) return null;
  return (
    <Button icon={<Icon icon={Star} size={14} />} aria-pressed={asked.is_kept} onClick={() => keep.mutate({ id, isKept: !asked.is_kept })}>
      {asked.is_kept ? t('ask.isKept') : t('ask.keep')}
    </Button>
  );
}

/** It was not sure, or does not know: readings to choose from, and what it can answer. */
function AsksBack({ asked, onQuery }: { asked: Asked; onQuery: (text: string) => void }) {
  const { t } = useTranslation('insights');
  const words = asked.left.map((word) => `“${word}”`).join(', ');
  const hasReadings = asked.readings.length > 0;
  return (
    <>
      <section className="und" aria-label={t('ask.back')}>
        <h2 role="status">{hasReadings ? t('ask.notSure') : t('ask.cannot')}</h2>
        {asked.left.length > 0 ? <p className="t2">{t(hasReadings ? 'ask.leftOut' : 'ask.unknownWords', { words })}</p> : null}
        {asked.left.length > 0 && asked.readings.some((reading) => isTime(reading.measure)) ? <p className="t2">{t('ask.medianKept')}</p> : null}
        {hasReadings ? (
          <ol className="aqopts">
            {asked.readings.map((reading) => (
              <li key={reading.text}>
                <Sentence query={reading} definition={undefined} />
                <p className="f12 t3">{reading.text}</p>
                <Button onClick={() => onQuery(reading.text)} aria-label={t('ask.useThis', { name: reading.text })}>
                  {t('ask.use')}
                </Button>
              </li>
            ))}
          </ol>
        ) : null}
      </section>
      <section className="aqcan">
        <h3>{t('ask.canTitle')}</h3>
        <p className="t2">{t('ask.can')}</p>
        <p className="t2">{t('ask.canNot')}</p>
        <QueryForm text={asked.readings[0]?.text ?? ''} onQuery={onQuery} />
        <Grammar />
      </section>
    </>
  );
}

const EXAMPLES = ['enterprise', 'firstReply', 'csat', 'backlog', 'reopened', 'deflection'] as const;

function Examples({ onAsk }: { onAsk: (text: string) => void }) {
  const { t } = useTranslation('insights');
  return (
    <section className="aqex">
      <h2>{t('ask.start')}</h2>
      <p className="t2">{t('ask.startHint')}</p>
      <ul>
        {EXAMPLES.map((name) => (
          <li key={name}>
            <button type="button" className="link" onClick={() => onAsk(t(`ask.example.${name}`))}>
              {t(`ask.example.${name}`)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
