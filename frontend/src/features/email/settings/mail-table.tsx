import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { SettingsLink } from '@/shared/slots';
import { Checkbox } from '@/shared/ui';
import type { MailRow } from './api';
import { MailStateBadge, reasonText, senderText } from './mail-state';
import { momentOf } from './times';
import './tables.css';

export interface MailSelection {
  chosen: ReadonlySet<number>;
  onToggle: (id: number, isRange: boolean) => void;
  onToggleAll: () => void;
}

export interface MailTableProps {
  /** Which screen shows it; rows lead to the mail's panel there. */
  path: '/email/log' | '/email/suspended';
  rows: readonly MailRow[];
  openId: number | undefined;
  cursor: number | null;
  /** Counts up when the row of the cursor should take the focus. */
  focusRequest: number;
  onCursor: (id: number) => void;
  /** Why an action on a mail did not work, by its id. */
  faults?: ReadonlyMap<number, string>;
  selection?: MailSelection;
}

const linkOf = (body: HTMLElement | null, id: number | null): HTMLElement | null =>
  body?.querySelector<HTMLElement>(`[data-mail="${id}"] a.mrow`) ?? null;

/** Mails as a dense table; on a phone each becomes a small block. */
export function MailTable({ path, rows, openId, cursor, focusRequest, onCursor, faults, selection }: MailTableProps) {
  const { t } = useTranslation('email');
  const body = useRef<HTMLTableSectionElement>(null);
  const aim = useRef(cursor);
  useEffect(() => {
    aim.current = cursor;
  });
  useEffect(() => {
    if (focusRequest !== 0) linkOf(body.current, aim.current)?.focus();
  }, [focusRequest]);
  const wasOpen = useRef(openId);
  useEffect(() => {
    const closed = openId === undefined ? wasOpen.current : undefined;
    wasOpen.current = openId;
    // The panel took the focus with it; on a narrow screen the rows could not have it before.
    if (closed === undefined || document.activeElement !== document.body) return;
    (linkOf(body.current, closed) ?? linkOf(body.current, aim.current))?.focus();
  }, [openId]);
  const chosen = selection ? rows.filter((row) => selection.chosen.has(row.id)).length : 0;
  const showsState = path === '/email/log';
  return (
    <table className={`dt mt mails${selection ? ' picks' : ''}`}>
      <thead>
        <tr>
          {selection ? (
            <th scope="col" className="c">
              <Checkbox
                hideLabel
                label={t('settings.selectAll')}
                isChecked={chosen > 0 && chosen === rows.length}
                isMixed={chosen > 0 && chosen < rows.length}
                onChange={selection.onToggleAll}
              />
            </th>
          ) : null}
          <th scope="col" className="when">{t('settings.column.time')}</th>
          <th scope="col" className="from">{t('settings.column.from')}</th>
          <th scope="col">{t('settings.column.subject')}</th>
          <th scope="col" className="mbox">{t('settings.column.mailbox')}</th>
          <th scope="col" className="state">{showsState ? t('settings.column.state') : t('settings.column.why')}</th>
          {showsState ? <th scope="col" className="tick-no">{t('settings.column.ticket')}</th> : null}
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => (
          <Row
            key={row.id}
            path={path}
            row={row}
            isOpen={row.id === openId}
            isCursor={row.id === cursor}
            fault={faults?.get(row.id)}
            selection={selection}
            onCursor={onCursor}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Pick<MailTableProps, 'path' | 'selection' | 'onCursor'> {
  row: MailRow;
  isOpen: boolean;
  isCursor: boolean;
  fault: string | undefined;
}

function Row({ path, row, isOpen, isCursor, fault, selection, onCursor }: RowProps) {
  const { t, i18n } = useTranslation('email');
  const now = useNow(60_000);
  const sender = senderText(t, row.from);
  const subject = row.subject || t('settings.noSubject');
  const reason = reasonText(t, row.reason, row.reason_label);
  const isPicked = selection?.chosen.has(row.id) ?? false;
  return (
    <tr
      data-mail={row.id}
      className={`${isPicked ? 'picked' : ''}${isCursor || isOpen ? ' cur' : ''}`.trim() || undefined}
      aria-selected={selection ? isPicked : undefined}
      onFocus={() => onCursor(row.id)}
    >
      {selection ? (
        <td className="c">
          <Checkbox
            hideLabel
            label={t('settings.selectOne', { subject, sender })}
            isChecked={isPicked}
            onChange={(_, { shiftKey }) => selection.onToggle(row.id, shiftKey)}
          />
        </td>
      ) : null}
      <td className="when t2">
        <time dateTime={row.fetched_at} title={absoluteTime(row.fetched_at, i18n.language)}>
          {momentOf(row.fetched_at, now, i18n.language)}
        </time>
      </td>
      <td className="from">
        <bdi className="ell" title={row.from.address}>
          {sender}
        </bdi>
      </td>
      <td className="subj">
        <SettingsLink
          path={path}
          search={(old) => ({ ...old, mail: row.id })}
          replace={isOpen}
          className="mrow"
          aria-current={isOpen ? 'true' : undefined}
          activeProps={{}}
        >
          <span className="ell med" dir="auto" title={subject}>
            {subject}
          </span>
        </SettingsLink>
        {fault ? (
          <span className="why2 bad" role="alert">
            {fault}
          </span>
        ) : null}
      </td>
      <td className="mbox t2">
        <bdi className="ell" title={row.mailbox.address}>
          {row.mailbox.address}
        </bdi>
      </td>
      {path === '/email/log' ? (
        <>
          <td className="state">
            <span className="row">
              <MailStateBadge mail={row} />
              {reason ? (
                <span className="ell t2" title={row.detail || reason}>
                  {reason}
                </span>
              ) : null}
            </span>
          </td>
          <td className="tick-no">
            {row.ticket === null ? null : (
              <Link className="link" to="/inbox/$number" params={{ number: String(row.ticket) }}>
                {t('settings.ticketNumber', { number: row.ticket })}
              </Link>
            )}
          </td>
        </>
      ) : (
        <td className="state t2" title={row.detail}>
          {reason}
        </td>
      )}
    </tr>
  );
}
