import { Link } from '@tanstack/react-router';
import Activity from 'lucide-react/icons/activity';
import AtSign from 'lucide-react/icons/at-sign';
import BookCheck from 'lucide-react/icons/book-check';
import BookOpenCheck from 'lucide-react/icons/book-open-check';
import CalendarClock from 'lucide-react/icons/calendar-clock';
import CalendarX from 'lucide-react/icons/calendar-x';
import Check from 'lucide-react/icons/check';
import ClipboardCheck from 'lucide-react/icons/clipboard-check';
import ClockAlert from 'lucide-react/icons/clock-alert';
import Eye from 'lucide-react/icons/eye';
import GraduationCap from 'lucide-react/icons/graduation-cap';
import MailOpen from 'lucide-react/icons/mail-open';
import MessageCircleQuestion from 'lucide-react/icons/message-circle-question-mark';
import MessageSquare from 'lucide-react/icons/message-square';
import MessagesSquare from 'lucide-react/icons/messages-square';
import ShieldCheck from 'lucide-react/icons/shield-check';
import TrendingDown from 'lucide-react/icons/trending-down';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import Undo2 from 'lucide-react/icons/undo-2';
import UserCheck from 'lucide-react/icons/user-check';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notice, NoticeKind } from '@/shared/api';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useMessages } from '@/shared/lib/messages';
import { useNow } from '@/shared/lib/ticker';
import { Icon, IconButton } from '@/shared/ui';

const ICONS = { mention: AtSign, assigned: UserCheck, escalated: TriangleAlert, demoted: TrendingDown, answers: ClipboardCheck, message: MessageSquare, article: CalendarClock, asked_after: MessageCircleQuestion, approval_asked: BookOpenCheck, approval_given: BookCheck, approval_returned: Undo2, boundary: ShieldCheck, signal: Activity, report: CalendarX, side: MessagesSquare, held: ClockAlert, coaching: GraduationCap, reading: Eye } satisfies Record<NoticeKind, unknown>;

export interface NoticeRowProps {
  notice: Notice;
  /** Whether the row is where Tab goes. */
  isStop: boolean;
  onFocus: () => void;
  onOpen: () => void;
  onToggle: () => void;
}

/** One notice: what, on which ticket or article, by whom, when. */
export function NoticeRow({ notice, isStop, onFocus, onOpen, onToggle }: NoticeRowProps) {
  const { t } = useTranslation('notices');
  const isUnread = notice.read_at === null;
  const follow = (event: MouseEvent): void => {
    // A new tab is the browser's.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen();
  };
  const handlers = { 'data-notice': notice.id, tabIndex: isStop ? 0 : -1, onFocus, onClick: follow };
  const words = <Words notice={notice} />;
  return (
    <li className={`notice-row${isUnread ? ' un' : ''}`}>
      {notice.number === null ? (
        notice.kind === 'signal' ? (
          <Link to="/insights/signals" search={{ list: 'mine' }} {...handlers}>
            {words}
          </Link>
        ) : notice.kind === 'report' ? (
          <Link to="/insights" search={{ reports: true }} {...handlers}>
            {words}
          </Link>
        ) : notice.article_id === null ? (
          // The router's types do not know the addresses of settings.
          <Link to={(notice.kind === 'reading' ? '/settings/privacy' : '/settings/assistant/boundaries') as '/settings'} {...handlers}>
            {words}
          </Link>
        ) : (
          <Link to="/kb/$id" params={{ id: String(notice.article_id) }} {...handlers}>
            {words}
          </Link>
        )
      ) : notice.kind === 'coaching' ? (
        <Link to="/insights/quality" search={{ number: notice.number }} {...handlers}>
          {words}
        </Link>
      ) : (
        <Link to="/inbox/$number" params={{ number: String(notice.number) }} {...handlers}>
          {words}
        </Link>
      )}
      <IconButton
        label={t(isUnread ? 'put' : 'takeOut', { number: notice.number ?? (notice.subject || notice.text), context: notice.number === null ? 'article' : undefined })}
        tabIndex={isStop ? 0 : -1}
        onClick={onToggle}
      >
        <Icon icon={isUnread ? Check : MailOpen} size={14} />
      </IconButton>
    </li>
  );
}

function Words({ notice }: { notice: Notice }) {
  const { t, i18n } = useTranslation('notices');
  const now = useNow(60_000);
  const say = useMessages();
  return (
    <>
      <span className={`notice-kind k-${notice.kind}`}>
        <Icon icon={ICONS[notice.kind]} size={14} />
      </span>
      <span className="notice-main">
        <span className="notice-head">
          {notice.read_at === null ? <span className="vh">{t('isUnread')}</span> : null}
          <b className="ell" dir="auto">
            {t(`kind.${notice.kind}`, { name: notice.by || t('somebody'), context: notice.by ? undefined : 'system' })}
          </b>
          {notice.count > 1 ? <span className="notice-n">{t('times', { count: notice.count })}</span> : null}
          <span className="sp" />
          <time className="t3 f12" dateTime={notice.at} title={absoluteTime(notice.at, i18n.language)}>
            {relativeTime(notice.at, now, i18n.language)}
          </time>
        </span>
        {notice.subject ? (
          <span className="notice-sub ell" dir="auto">
            {notice.number === null ? null : <span className="t3">#{notice.number}</span>} {notice.subject}
          </span>
        ) : null}
        {notice.text ? (
          <span className="notice-text t3 ell" dir="auto">
            {say(notice.message, notice.text)}
          </span>
        ) : null}
      </span>
    </>
  );
}
