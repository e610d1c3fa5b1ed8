import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { announce, Button, useReasonOf } from '@/shared/ui';
import type { ScoresBody } from './api';
import { Comments } from './comments';
import { CriterionPart, type Given } from './criterion-part';
import { useRuleWords } from './rule-words';
import { automaticOf, LEVELS, type Level, type Review } from './words';

export type Draft = Readonly<Record<string, Given>>;

/** What stands there already: a person's levels; nothing is chosen for a reviewer. */
export const draftOf = ({ criteria }: Review): Draft =>
  Object.fromEntries(criteria.map(({ key, by_person }) => [key, by_person ? { level: by_person.level as Level | null, why: by_person.note } : { level: undefined, why: '' }]));

/** The draft as it is sent; what nobody has chosen stays unjudged. */
export const bodyOf = (draft: Draft): ScoresBody => ({
  scores: Object.entries(draft).flatMap(([criterion, { level, why }]) => (level === undefined ? [] : [{ criterion, level, why: why.trim() }])),
});

/** The first criterion whose level differs from the automatic one without a reason. */
export const lackingOf = ({ criteria }: Review, draft: Draft): string | undefined =>
  criteria.find((one) => {
    const { level, why } = draft[one.key] ?? { level: undefined, why: '' };
    const automatic = automaticOf(one);
    return level !== undefined && automatic !== null && level !== automatic && why.trim() === '';
  })?.key;

export interface ScorePanelProps {
  review: Review;
  hasNext: boolean;
  onSave: (body: ScoresBody) => Promise<void>;
  onSkip: () => void;
}

/** The criteria with their automatic scores, and what a person says beside them. */
export function ScorePanel({ review, hasNext, onSave, onSkip }: ScorePanelProps) {
  const { t, i18n } = useTranslation('quality');
  return (
    <aside className="qld" aria-label={t('scores')}>
      <h2>{t('scores')}</h2>
      <p className="t2 f12">{t('neverPunish')}</p>
      <p className="f12">{review.score === null ? t('noScore') : t('score', { score: review.score })}</p>
      {review.reviewed_by && review.reviewed_at ? (
        <p className="t3 f12">{t('reviewedBy', { name: review.reviewed_by.name, at: absoluteTime(review.reviewed_at, i18n.language) })}</p>
      ) : null}
      {review.may_review ? <ScoreForm review={review} hasNext={hasNext} onSave={onSave} onSkip={onSkip} /> : <ReadScores review={review} />}
      <Comments review={review} />
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

function ScoreForm({ review, hasNext, onSave, onSkip }: ScorePanelProps) {
  const { t } = useTranslation('quality');
  const reasonOf = useReasonOf();
  const words = useRuleWords();
  const [draft, setDraft] = useState<Draft>(() => draftOf(review));
  const [current, setCurrent] = useState(0);
  const [fault, setFault] = useState<{ key?: string; text: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isLeaving = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(review));
  const give = (key: string, change: Partial<Given>): void => setDraft((now) => ({ ...now, [key]: { ...(now[key] ?? { level: undefined, why: '' }), ...change } }));
  const press = (level: Level | null): void => {
    const one = review.criteria[current];
    if (!one) return;
    give(one.key, { level });
    const { name, levels } = words(one);
    announce(`${name}: ${level === null ? t('cannotSay') : levels[level]}`);
    setCurrent(Math.min(current + 1, review.criteria.length - 1));
  };
  async function save(): Promise<void> {
    if (isBusy) return;
    const lacking = lackingOf(review, draft);
    const body = bodyOf(draft);
    if (lacking !== undefined || body.scores.every(({ level }) => level === null)) {
      setFault(lacking === undefined ? { text: t('nothingJudged') } : { key: lacking, text: t('reasonMissing') });
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(lacking === undefined ? 'input' : `[data-why="${lacking}"]`)?.focus());
      return;
    }
    setBusy(true);
    isLeaving.current = true;
    setFault(null);
    try {
      await onSave(body);
    } catch (error) {
      isLeaving.current = false;
      setFault({ text: reasonOf(error) });
    }
    setBusy(false);
  }
  useShortcuts(t('scores'), [
    ...LEVELS.map((level) => ({ keys: String(level + 1), label: t('keyLevel', { level: level + 1 }), run: () => press(level) })),
    { keys: '0', label: t('cannotSay'), run: () => press(null) },
    { keys: 'mod+enter', label: t('save'), run: () => void save(), whileTyping: true },
    { keys: 's', label: t('skip'), run: onSkip },
  ]);
  return (
    <div ref={box}>
      <p className="t3 f11">{t('keysHint')}</p>
      {review.criteria.map((one, place) => (
        <CriterionPart
          key={one.key}
          criterion={one}
          given={draft[one.key] ?? { level: undefined, why: '' }}
          isCurrent={place === current}
          error={fault?.key === one.key ? fault.text : null}
          onFocus={() => setCurrent(place)}
          onGive={(change) => give(one.key, change)}
        />
      ))}
      {fault && fault.key === undefined ? (
        <p className="hint bad" role="alert">
          {fault.text}
        </p>
      ) : null}
      <footer className="qlfoot">
        <Button variant="primary" keys="mod+enter" busy={isBusy ? t('saving') : null} onClick={() => void save()}>
          {t(hasNext ? 'saveNext' : 'save')}
        </Button>
        <Button keys="s" onClick={onSkip} unavailable={hasNext ? null : t('last')}>
          {t('skip')}
        </Button>
      </footer>
      <LeaveGuard isChanged={isChanged && !isBusy} isLeaving={isLeaving} />
    </div>
  );
}
