import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { InsightTabs } from '@/shared/insight-pages';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { ConnectionBar } from '@/shared/realtime';
import { SettingsLink } from '@/shared/slots';
import { announce, Empty, Loaded, Segmented, toast } from '@/shared/ui';
import { QUALITY, qualityApi, reviewQuery, reviewsQuery, type ScoresBody } from './api';
import { CoachingPart } from './coaching';
import { Conversation } from './conversation';
import { ReviewList } from './review-list';
import { ScorePanel } from './score-panel';
import type { QualitySearch } from './search';
import { VIEWS, type Review, type Row } from './words';
import './quality.css';

export interface QualityScreenProps {
  search: QualitySearch;
  onSearch: (search: QualitySearch) => void;
}

/** Conversations to be scored, and what scores come to for coaching. */
export function QualityScreen({ search, onSearch }: QualityScreenProps) {
  const { t } = useTranslation('quality');
  const mayWrite = useMay('quality.write');
  const { tab: view = 'review' } = search;
  useDocumentTitle(t('title'));
  return (
    <main className="pane sp ql" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        {mayWrite ? (
          <SettingsLink path="/quality" className="link f12">
            {t('rubricLink')}
          </SettingsLink>
        ) : null}
        <span className="sp" />
        <Segmented label={t('view.label')} value={view} options={VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))} onChange={(next) => onSearch({ tab: next })} />
      </header>
      <ConnectionBar />
      <InsightTabs page="quality" />
      {view === 'coaching' ? <CoachingPart search={search} onSearch={onSearch} /> : <Reviews search={search} onSearch={onSearch} />}
    </main>
  );
}

function Reviews({ search, onSearch }: QualityScreenProps) {
  const { t } = useTranslation('quality');
  const mayReview = useMay('quality.review');
  const query = useInfiniteQuery(reviewsQuery(search, mayReview));
  const rows = query.data?.pages.flatMap((page) => page.results) ?? [];
  const review = search.review ?? rows[0]?.id;
  const open = (to: number | undefined): void => {
    const { review: _review, ...rest } = search;
    onSearch(to === undefined ? rest : { ...rest, review: to });
  };
  const step = (by: 1 | -1): void => {
    const next = rows[rows.findIndex((row) => row.id === review) + by];
    if (next) open(next.id);
    else announce(t(by === 1 ? 'last' : 'first'));
  };
  useShortcuts(t('title'), [
    { keys: 'j', label: t('next'), run: () => step(1) },
    { keys: 'k', label: t('previous'), run: () => step(-1) },
  ]);
  return (
    <div className={`qlg${search.review === undefined ? '' : ' has-open'}`}>
      <ReviewList query={query} rows={rows} counts={query.data?.pages[0]?.counts} open={review} mayReview={mayReview} search={search} onSearch={onSearch} />
      {review === undefined ? (
        <div className="rwc qlc">{query.isSuccess ? <Empty title={t('nothingOpen')} /> : null}</div>
      ) : (
        <OpenReview key={review} id={review} rows={rows} onOpen={open} />
      )}
    </div>
  );
}

function OpenReview({ id, rows, onOpen }: { id: number; rows: readonly Row[]; onOpen: (id: number | undefined) => void }) {
  const { t } = useTranslation('quality');
  const client = useQueryClient();
  const query = useQuery(reviewQuery(id));
  const next = rows[rows.findIndex((row) => row.id === id) + 1] ?? rows.find((row) => row.id !== id);
  const back = (): void => {
    onOpen(undefined);
    // What had the focus is no longer shown on a phone.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-review="${id}"]`)?.focus());
  };
  const save = async (review: Review, body: ScoresBody, isStaying: boolean): Promise<void> => {
    try {
      await qualityApi.score(review, body);
    } catch (error) {
      // Somebody else may have scored it, or the rubric is another: shown before one decides.
      await client.invalidateQueries({ queryKey: reviewQuery(id).queryKey });
      throw error;
    }
    toast(t(isStaying ? 'savedStaying' : 'saved', { number: review.number }));
    if (next && !isStaying) onOpen(next.id);
    await client.invalidateQueries({ queryKey: QUALITY });
  };
  return (
    <Loaded query={query} fault={t('fault')}>
      {(review) => (
        <>
          <Conversation review={review} onBack={back} />
          <ScorePanel
            review={review}
            hasNext={next !== undefined}
            onSkip={() => {
              if (next) onOpen(next.id);
            }}
            onSave={(body, isStaying) => save(review, body, isStaying)}
          />
        </>
      )}
    </Loaded>
  );
}
