import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import X from 'lucide-react/icons/x';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { Button, Icon, IconButton, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { callQuery, hookQuery, logApi, type CallText, type HookText } from './api';
import { State } from './lines';

interface DetailsProps {
  id: number;
  onClose: () => void;
}

/** One webhook: what came, and acting on it again. */
export function HookDetails({ id, onClose }: DetailsProps) {
  const { t } = useTranslation('connection-log');
  const query = useQuery(hookQuery(id));
  return (
    <Panel onClose={onClose}>
      <Loaded query={query} fault={t('fault')}>
        {(row) => (
          <>
            <Facts row={row} what={row.event || t('noEvent')} at={row.received_at} />
            <Raw title={t('detail.body')} text={row.body} />
            <Replay row={row} hint={t('replay.hookHint')} run={() => logApi.replayHook(row.id)} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

/** One call: what was sent and answered, and sending it again. */
export function CallDetails({ id, onClose }: DetailsProps) {
  const { t } = useTranslation('connection-log');
  const query = useQuery(callQuery(id));
  return (
    <Panel onClose={onClose}>
      <Loaded query={query} fault={t('fault')}>
        {(row) => (
          <>
            <Facts row={row} what={`${row.method} ${row.url}`} at={row.created_at} />
            <Raw title={t('detail.request')} text={row.request} />
            <Raw title={t('detail.response')} text={row.response} />
            <Replay row={row} hint={t(row.state === 'in_doubt' ? 'replay.doubtHint' : 'replay.callHint')} run={() => logApi.replayCall(row.id)} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Panel({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('connection-log');
  const title = useRef<HTMLHeadingElement>(null);
  // On a phone it stands below the list: whoever chose it is led there.
  useEffect(() => {
    title.current?.focus();
    title.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <aside className="cldetail" aria-labelledby="cl-detail">
      <header className="clhead">
        <h2 id="cl-detail" ref={title} tabIndex={-1}>
          {t('detail.title')}
        </h2>
        <IconButton label={t('detail.close')} onClick={onClose}>
          <Icon icon={X} size={14} />
        </IconButton>
      </header>
      {children}
    </aside>
  );
}

function Facts({ row, what, at }: { row: CallText | HookText; what: string; at: string }) {
  const { t, i18n } = useTranslation('connection-log');
  return (
    <dl className="clkv">
      <dt>{t('column.what')}</dt>
      <dd dir="auto">{what}</dd>
      <dt>{t('column.time')}</dt>
      <dd>{absoluteTime(at, i18n.language)}</dd>
      <dt>{t('column.state')}</dt>
      <dd>
        <State row={row} />
        {row.error ? (
          <span className="why2" dir="auto">
            {row.error}
          </span>
        ) : null}
        {row.next_attempt_at ? <span className="why2">{t('detail.next', { time: absoluteTime(row.next_attempt_at, i18n.language) })}</span> : null}
      </dd>
      <dt>{t('column.tries')}</dt>
      <dd>
        {row.attempts}
        {row.replays > 0 ? <span className="why2">{t('detail.replays', { count: row.replays })}</span> : null}
      </dd>
    </dl>
  );
}

function Raw({ title, text }: { title: string; text: string }) {
  if (!text) return null;
  return (
    <>
      <h3>{title}</h3>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <pre className="clcode" tabIndex={0} dir="ltr">
        {pretty(text)}
      </pre>
    </>
  );
}

interface ReplayProps {
  row: CallText | HookText;
  hint: string;
  run: () => Promise<unknown>;
}

function Replay({ row, hint, run }: ReplayProps) {
  const { t } = useTranslation('connection-log');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const mayWrite = useMay('connection.write');
  const replay = useMutation({
    mutationFn: run,
    onSuccess: () => toast(t('replay.done')),
    onError: (error) => toastFailure(t('replay.failed', { reason: reasonOf(error) })),
    onSettled: () => void client.invalidateQueries({ queryKey: logApi.key }),
  });
  if (!mayWrite) return null;
  if (!row.can_replay) return <p className="hint">{t('replay.not')}</p>;
  return (
    <>
      <p className="hint">{hint}</p>
      <div>
        <Button variant="primary" busy={replay.isPending ? t('replay.busy') : null} onClick={() => replay.mutate()}>
          {t('replay.do')}
        </Button>
      </div>
    </>
  );
}

/** With lines, where it is what it should be. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}
