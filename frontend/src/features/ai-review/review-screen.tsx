import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useSettingsAddress } from '@/shared/slots';
import { announce, Empty, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { judge, KEY, reviewQuery, reviewsQuery, takeVerdictBack } from './api';
import { ReviewConversation } from './review-conversation';
import { ReviewList } from './review-list';
import type { ReviewSearch } from './search';
import { VerdictPanel, type VerdictDraft } from './verdict-panel';
import type { ReviewRow } from './words';

/** What waits to be judged beside the conversation and the verdict. */
export function ReviewScreen() {
  const { t } = useTranslation('ai-review');
  const { search, onSearch } = useSettingsAddress<ReviewSearch>();
  const query = useInfiniteQuery(reviewsQuery(search));
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  const first = query.data?.pages[0];
  const number = search.number ?? rows[0]?.number;
  const open = (to: number | undefined): void => onSearch({ ...search, number: to });
  const step = (by: 1 | -1): void => {
    const next = rows[rows.findIndex((row) => row.number === number) + by];
    if (next) open(next.number);
    else announce(t(by === 1 ? 'review.last' : 'review.first'));
  };
  useShortcuts(t('review.title'), [
    { keys: 'j', label: t('review.next'), run: () => step(1) },
    { keys: 'k', label: t('review.previous'), run: () => step(-1) },
  ]);
  return (
    <div className={`rvg${search.number === undefined ? '' : ' has-open'}`}>
      <ReviewList
        query={query}
        rows={rows}
        counts={first}
        number={number}
        search={search}
        onSearch={onSearch}
      />
      {number === undefined ? (
        <div className="rwc rvc">{query.isSuccess ? <Empty title={t('review.none')}>{t('review.noneHint')}</Empty> : null}</div>
      ) : (
        <OpenReview key={number} number={number} rows={rows} onOpen={open} onBack={() => open(undefined)} />
      )}
    </div>
  );
}

interface OpenReviewProps {
  number: number;
  rows: readonly ReviewRow[];
  onOpen: (number: number | undefined) => void;
  onBack: () => void;
}

function OpenReview({ number, rows, onOpen, onBack }: OpenReviewProps) {
  const { t } = useTranslation('ai-review');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const query = useQuery(reviewQuery(number));
  const next = rows[rows.findIndex((row) => row.number === number) + 1] ?? rows.find((row) => row.number !== number);

  const undo = async (): Promise<void> => {
    try {
      await takeVerdictBack(number);
      toast(t('verdict.takenBack'));
    } catch (error) {
      toastFailure(reasonOf(error));
    }
    await client.invalidateQueries({ queryKey: KEY });
    onOpen(number);
  };
  const save = async ({ verdict, why, isForTests, opensArticle }: VerdictDraft): Promise<void> => {
    const review = await judge(number, { verdict, why, is_for_tests: isForTests });
    const article = review.parts.find((part) => part.is_answer)?.citations[0];
    if (opensArticle && article) window.open(`/app/kb/${article.article_id}`, '_blank', 'noopener');
    toast(t('verdict.saved', { number }), { undo });
    onOpen(next?.number);
    await client.invalidateQueries({ queryKey: KEY });
  };
  return (
    <Loaded query={query} fault={t('review.fault')}>
      {(review) => (
        <>
          <ReviewConversation review={review} onBack={onBack} />
          <VerdictPanel review={review} onSave={save} onSkip={() => onOpen(next?.number)} onUndo={undo} hasNext={next !== undefined} />
        </>
      )}
    </Loaded>
  );
}
