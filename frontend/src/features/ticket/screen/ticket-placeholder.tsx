import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';

import { isProblem } from '@/shared/api';
import { Button, Empty, ErrorState, Skeleton, SkeletonLine, useSkeleton } from '@/shared/ui';

interface TicketPlaceholderProps {
  number: number;
  error: unknown;
  onRetry: () => void;
  onClose: () => void;
  back?: ReactNode;
}

/** In the place of a ticket: its shape while it loads, or why it cannot be shown. */
export function TicketPlaceholder({ number, error, onRetry, onClose, back }: TicketPlaceholderProps) {
  const { t } = useTranslation('ticket');
  const isShown = useSkeleton(!error);
  const isMissing = isProblem(error) && error.status === 404;
  return (
    <main id="conversation" className="pane convo ticket" tabIndex={-1} data-pane="conversation" aria-label={t('title', { number })}>
      <header className="bar">
        {back}
        <bdi className="t3 f12 number">#{number}</bdi>
      </header>
      {error ? (
        // Where the skip link to the composer leads while there is none.
        <div className="ticket-blank" id="composer" tabIndex={-1}>
          {isMissing ? (
            <Empty
              title={t('missing.title', { number })}
              action={
                <Button size="sm" onClick={onClose}>
                  {t('missing.back')}
                </Button>
              }
            >
              {t('missing.why')}
            </Empty>
          ) : (
            <ErrorState title={t('failed.title', { number })} error={error} onRetry={onRetry} />
          )}
        </div>
      ) : isShown ? (
        <Skeleton label={t('loading')}>
          <SkeletonLine width="45%" />
          <SkeletonLine width="70%" />
          <SkeletonLine width="92%" />
          <SkeletonLine width="60%" />
          <SkeletonLine width="88%" />
          <SkeletonLine width="38%" />
        </Skeleton>
      ) : null}
    </main>
  );
}
