import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Button } from '@/shared/ui';
import type { ScoresBody } from './api';
import { Comments } from './comments';
import { CriterionPart, type Given } from './criterion-part';
import { FormerScores } from './former-scores';
import { isMineToChange, merged, standingOf } from './score-draft';
import { ScoreForm } from './score-form';
import type { Review } from './words';

export interface ScorePanelProps {
  review: Review;
  hasNext: boolean;
  /** `isStaying`: something is not sent yet, so the next conversation has to wait. */
  onSave: (body: ScoresBody, isStaying: boolean) => Promise<void>;
  onSkip: () => void;
}

/** The criteria with their automatic scores, what people say beside them, and what they say to each other. */
export function ScorePanel({ review, hasNext, onSave, onSkip }: ScorePanelProps) {
  const { t, i18n } = useTranslation('quality');
  const [comment, setComment] = useState('');
  const isStaying = comment.trim() !== '';
  return (
    <aside className="qld" aria-label={t('scores')}>
      <h2>{t('scores')}</h2>
      <p className="t2 f12">{t('neverPunish')}</p>
      <p className="f12">{review.score === null ? t('noScore') : t('score', { score: review.score })}</p>
      {review.reviewed_by && review.reviewed_at ? (
        <p className="t3 f12">{t('reviewedBy', { name: review.reviewed_by.name, at: absoluteTime(review.reviewed_at, i18n.language) })}</p>
      ) : null}
      <p className="t3 f12">{t('byRubric', { version: review.rules_version, context: review.rules_version === 0 ? 'shipped' : undefined })}</p>
      {review.may_review ? <Scoring review={review} hasNext={hasNext} isStaying={isStaying} onSave={(body) => onSave(body, isStaying)} onSkip={onSkip} /> : <ReadScores review={review} />}
      <FormerScores former={review.former} />
      <Comments review={review} text={comment} onText={setComment} />
    </aside>
  );
}

function ReadScores({ review }: { review: Review }) {
  return (
    <>
      {review.criteria.map((one) => (
        <CriterionPart key={one.key} criterion={one} given={null} isCurrent={false} />
      ))}
    </>
  );
}

interface ScoringProps {
  review: Review;
  hasNext: boolean;
  isStaying: boolean;
  onSave: (body: ScoresBody) => Promise<void>;
  onSkip: () => void;
}

/** The form, or first what somebody has scored; what was chosen survives whatever others do meanwhile. */
function Scoring({ review, hasNext, isStaying, onSave, onSkip }: ScoringProps) {
  const me = useMe()?.id;
  const [changes, setChanges] = useState<Record<string, Partial<Given>>>({});
  /** The version of the scores over which one said to score again. */
  const [again, setAgain] = useState<number | null>(null);
  const standing = standingOf(review, me);
  const draft = merged(standing, changes);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(standing);
  const stands = review.reviewed_by !== null && !isMineToChange(review, me);
  const save = async (scores: ScoresBody['scores']): Promise<void> => {
    await onSave({ scores, again: again === review.version, ...(review.to_score ? { rules_version: review.to_score.rules_version } : {}) });
    setChanges({});
    setAgain(null);
  };
  return (
    <>
      {stands && again !== review.version ? (
        <Stands review={review} isMine={review.reviewed_by?.id === me} isChanged={isChanged} hasNext={hasNext} onAgain={() => setAgain(review.version)} onSkip={onSkip} />
      ) : (
        <ScoreForm
          criteria={review.to_score?.criteria ?? []}
          draft={draft}
          hasNext={hasNext}
          isStaying={isStaying}
          isChanged={isChanged}
          onGive={(key, change) => setChanges((now) => ({ ...now, [key]: { ...now[key], ...change } }))}
          onSave={save}
          onSkip={onSkip}
        />
      )}
      {/* The form asks for itself, since it knows when it is saved. */}
      {stands && again !== review.version ? <LeaveGuard isChanged={isChanged} /> : null}
    </>
  );
}

interface StandsProps {
  review: Review;
  isMine: boolean;
  isChanged: boolean;
  hasNext: boolean;
  onAgain: () => void;
  onSkip: () => void;
}

/** What somebody has scored, which stays; scoring once more is a choice. */
function Stands({ review, isMine, isChanged, hasNext, onAgain, onSkip }: StandsProps) {
  const { t } = useTranslation('quality');
  useShortcuts(t('scores'), [{ keys: 's', label: t('skip'), run: onSkip }]);
  return (
    <>
      <p className="notice" role="status">
        {t(isMine ? 'again.rubric' : 'again.other', { name: review.reviewed_by?.name ?? '' })} {isChanged ? t('again.kept') : ''}
      </p>
      <ReadScores review={review} />
      <footer className="qlfoot">
        <Button onClick={onAgain}>{t('again.action')}</Button>
        <Button keys="s" onClick={onSkip} unavailable={hasNext ? null : t('last')}>
          {t('skip')}
        </Button>
      </footer>
    </>
  );
}
