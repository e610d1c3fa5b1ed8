import CircleAlert from 'lucide-react/icons/circle-alert';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type ApiProblem } from '../api/problem';
import { Button } from './button';
import { Icon } from './icon';

/** One line, one action. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="blank">
      <b>{title}</b>
      {children ? <span>{children}</span> : null}
      {action}
    </div>
  );
}

export interface ErrorStateProps {
  /** What happened: "Tickets did not load". */
  title: string;
  error: unknown;
  onRetry?: () => void;
  action?: ReactNode;
}

/** What happened, why, what to do, and a reference, in the place that failed. */
export function ErrorState({ title, error, onRetry, action }: ErrorStateProps) {
  const { t } = useTranslation('shared');
  const reference = isProblem(error) ? error.requestId : '';
  return (
    <div className="fault" role="alert">
      <b>
        <Icon icon={CircleAlert} size={14} />
        {title}
      </b>
      <span dir="auto">{useReason(error)}</span>
      <div className="row">
        {onRetry ? (
          <Button size="sm" onClick={onRetry}>
            {t('error.retry')}
          </Button>
        ) : null}
        {action}
        {reference ? <code className="t3">{reference}</code> : null}
      </div>
    </div>
  );
}

/** Refusals whose English detail knows names and numbers, which words of ours cannot. */
const SAYS_MORE = new Set([
  'people.already_merged', 'people.merge_direction', 'people.merge_stands', 'tickets.merge_refused', 'tickets.merge_stands',
  'insights.unreadable_query',
]);

/** What a code says in the reader's language; empty for one without words, whose detail says it. */
function wordsOf(error: ApiProblem, t: TFunction<'shared'>, language: string): string {
  if (language.startsWith('en') && SAYS_MORE.has(error.code)) return '';
  const { limit, address, word, part, near, reason_code: why } = error.data;
  const code = typeof why === 'string' ? `${error.code}_${why}` : error.code;
  return t(`problem.${code}` as 'problem.people.already_erased', {
    limit, address, word, part,
    near: Array.isArray(near) ? near.join(', ') : near,
    defaultValue: '',
  });
}

/** The reason of a failure in words for people. */
export function useReason(error: unknown): string {
  return useReasonOf()(error);
}

/** The same as a function, for handlers. */
export function useReasonOf(): (error: unknown) => string {
  const { t, i18n } = useTranslation('shared');
  return (error) => {
    if (isProblem(error)) {
      if (error.isOffline) return t('error.offline');
      const known = wordsOf(error, t, i18n.language);
      if (known !== '') return known;
      if (error.status === 403) return error.detail || t('error.forbidden');
      if (error.status === 404) return error.detail || t('error.notFound');
      if (error.status === 429) return error.detail || t('error.tooMany');
      // The server names members; people see labels, so its words for each field say it alone.
      const words = [...new Set(Object.values(error.errors).flat())];
      if (error.detail.startsWith('Check these fields:') && words.length > 0) return words.join(' ');
      // What a system that we call answers is worded for people, too.
      if ((error.status < 500 || error.code === 'upstream_failed') && error.detail) return error.detail;
    }
    return t('error.server');
  };
}
