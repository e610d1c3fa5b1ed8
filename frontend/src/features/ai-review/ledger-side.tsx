import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import X from 'lucide-react/icons/x';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/shared/api';
import { absoluteTime, shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Badge, Button, Field, Icon, IconButton, Loaded, SelectField, toast, useReasonOf } from '@/shared/ui';
import { conversationQuery, conversationsQuery, correct, KEY, ledgerFile, type Correctable } from './api';
import type { LedgerSearch } from './search';
import { STATES } from './words';

type Row = Schemas['LedgerConversation'];
const CORRECTABLE = STATES.filter((state): state is Correctable => state !== 'handed_over');

/** The conversations behind a figure, and the entries of each. */
export function LedgerSide({ search, onClose }: { search: LedgerSearch; onClose: () => void }) {
  const { t } = useTranslation(['ai-review', 'shared']);
  const query = useInfiniteQuery(conversationsQuery(search));
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  const heading = useRef<HTMLHeadingElement>(null);
  const { group, state = 'confirmed', by } = search;
  useEffect(() => heading.current?.focus(), [group, state]);
  const name = group ? t(`shared:${by === 'channel' ? 'channel' : 'type'}.${group}`, { defaultValue: group }) : t('ledger.all');
  return (
    <aside className="rvd" aria-label={t('ledger.behind')}>
      <header className="row">
        <Badge tone={state === 'came_back' || state === 'abandoned' ? 'bad' : 'mute'}>{t(`state.${state}`)}</Badge>
        <h2 ref={heading} tabIndex={-1}>
          {name}
        </h2>
        <span className="sp" />
        <IconButton label={t('ledger.close')} onClick={onClose}>
          <Icon icon={X} size={14} />
        </IconButton>
      </header>
      <p className="t2 f12">{t(`means.${state}`)}</p>
      <Loaded query={query} fault={t('ledger.fault')}>
        <ul className="cvs">
          {rows.map((row) => (
            <Conversation key={row.number} row={row} />
          ))}
        </ul>
        {rows.length === 0 ? <p className="t3">{t('ledger.nobody')}</p> : null}
        {query.hasNextPage ? (
          <Button busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        ) : null}
      </Loaded>
      <p>
        <a className="link f12" href={ledgerFile(search)} download>
          {t('ledger.csvThese')}
        </a>
      </p>
    </aside>
  );
}

function Conversation({ row }: { row: Row }) {
  const { t, i18n } = useTranslation('ai-review');
  const now = useNow(60_000);
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <span className="row">
        <b className="ell" dir="auto">
          {row.company || row.requester || t('somebody')}
        </b>
        <span className="sp" />
        <time className="t3 f11 nw" dateTime={row.began_at}>
          {shortDate(row.began_at, now, i18n.language)}
        </time>
      </span>
      <Link className="link" to="/inbox/$number" params={{ number: String(row.number) }} dir="auto">
        {row.subject}
      </Link>
      <span className="f12 t2">{row.why ? t(`why.${row.why}`) : ''}</span>
      <button type="button" className="link f12" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('ledger.entries')}
      </button>
      {isOpen ? <Entries number={row.number} /> : null}
    </li>
  );
}

function Entries({ number }: { number: number }) {
  const { t, i18n } = useTranslation('ai-review');
  const query = useQuery(conversationQuery(number));
  return (
    <Loaded query={query} fault={t('ledger.fault')}>
      {(conversation) => (
        <>
          <ol className="lge">
            {conversation.entries.map((entry) => (
              <li key={entry.id}>
                <b>{t(`state.${entry.state}`)}</b>
                <time className="t3 f11" dateTime={entry.at}>
                  {absoluteTime(entry.at, i18n.language)}
                </time>
                <span className="t2">
                  {t(`why.${entry.why}`)}
                  {entry.by ? (
                    <>
                      {': '}
                      <bdi>{entry.by.name}</bdi>
                    </>
                  ) : null}
                  {entry.other_ticket === null ? null : (
                    <>
                      {' '}
                      <Link className="link" to="/inbox/$number" params={{ number: String(entry.other_ticket) }}>
                        #{entry.other_ticket}
                      </Link>
                    </>
                  )}
                </span>
                {entry.note ? <span dir="auto">{entry.note}</span> : null}
              </li>
            ))}
          </ol>
          <Correction number={number} now={conversation.state} />
        </>
      )}
    </Loaded>
  );
}

function Correction({ number, now }: { number: number; now: string }) {
  const { t } = useTranslation('ai-review');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [state, setState] = useState<Correctable | ''>('');
  const [note, setNote] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function save(): Promise<void> {
    if (state === '') {
      setFault(t('correct.missing'));
      return;
    }
    setBusy(true);
    try {
      await correct(number, { state, note });
      setFault(null);
      setState('');
      setNote('');
      toast(t('correct.saved'));
      await client.invalidateQueries({ queryKey: KEY });
    } catch (error) {
      setFault(reasonOf(error));
    }
    setBusy(false);
  }
  return (
    <form
      className="lgc"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <SelectField
        label={t('correct.title')}
        hint={t('correct.hint')}
        error={fault ?? undefined}
        value={state}
        options={[{ value: '', label: t('correct.choose') }, ...CORRECTABLE.filter((one) => one !== now).map((value) => ({ value, label: t(`state.${value}`) }))]}
        onChange={setState}
      />
      <Field label={t('correct.note')} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
      <Button type="submit" size="sm" busy={isBusy ? t('verdict.saving') : null}>
        {t('correct.save')}
      </Button>
    </form>
  );
}
