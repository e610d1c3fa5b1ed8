import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { announce, Button, useReasonOf } from '@/shared/ui';
import type { ScoresBody } from './api';
import { CriterionPart, type Given } from './criterion-part';
import { useRuleWords } from './rule-words';
import { lackingOf, scoresOf, type Draft } from './score-draft';
import { LEVELS, type Criterion, type Level } from './words';

export interface ScoreFormProps {
  criteria: readonly Criterion[];
  draft: Draft;
  isChanged: boolean;
  hasNext: boolean;
  isStaying: boolean;
  onGive: (key: string, change: Partial<Given>) => void;
  onSave: (scores: ScoresBody['scores']) => Promise<void>;
  onSkip: () => void;
}

/** A level for each criterion, by mouse or by keyboard. */
export function ScoreForm({ criteria, draft, isChanged, hasNext, isStaying, onGive, onSave, onSkip }: ScoreFormProps) {
  const { t } = useTranslation('quality');
  const reasonOf = useReasonOf();
  const words = useRuleWords();
  const [current, setCurrent] = useState(0);
  const [fault, setFault] = useState<{ key?: string; text: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isLeaving = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const press = (level: Level | null): void => {
    const one = criteria[current];
    if (!one) return;
    onGive(one.key, { level });
    const { name, levels } = words(one);
    announce(`${name}: ${level === null ? t('cannotSay') : levels[level]}`);
    setCurrent(Math.min(current + 1, criteria.length - 1));
  };
  async function save(): Promise<void> {
    if (isBusy) return;
    const lacking = lackingOf(criteria, draft);
    const scores = scoresOf(draft);
    if (lacking !== undefined || scores.every(({ level }) => level === null)) {
      setFault(lacking === undefined ? { text: t('nothingJudged') } : { key: lacking, text: t('reasonMissing') });
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(lacking === undefined ? 'input' : `[data-why="${lacking}"]`)?.focus());
      return;
    }
    setBusy(true);
    isLeaving.current = true;
    setFault(null);
    try {
      await onSave(scores);
    } catch (error) {
      setFault({ text: reasonOf(error) });
    }
    isLeaving.current = false;
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
      {criteria.map((one, place) => (
        <CriterionPart
          key={one.key}
          criterion={one}
          given={draft[one.key] ?? { level: undefined, why: '' }}
          isCurrent={place === current}
          error={fault?.key === one.key ? fault.text : null}
          onFocus={() => setCurrent(place)}
          onGive={(change) => onGive(one.key, change)}
        />
      ))}
      {fault && fault.key === undefined ? (
        <p className="hint bad" role="alert">
          {fault.text}
        </p>
      ) : null}
      <footer className="qlfoot">
        <Button variant="primary" keys="mod+enter" busy={isBusy ? t('saving') : null} onClick={() => void save()}>
          {t(hasNext && !isStaying ? 'saveNext' : 'save')}
        </Button>
        <Button keys="s" onClick={onSkip} unavailable={hasNext ? null : t('last')}>
          {t('skip')}
        </Button>
      </footer>
      <LeaveGuard isChanged={isChanged && !isBusy} isLeaving={isLeaving} />
    </div>
  );
}
