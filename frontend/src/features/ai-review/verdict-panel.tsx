import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { announce, Button, Checkbox, Keys, useReasonOf } from '@/shared/ui';
import { VERDICTS, type Review, type Verdict } from './words';

export interface VerdictDraft {
  verdict: Verdict;
  why: string;
  isForTests: boolean;
  opensArticle: boolean;
}

export interface VerdictPanelProps {
  review: Review;
  hasNext: boolean;
  onSave: (draft: VerdictDraft) => Promise<void>;
  onSkip: () => void;
  onUndo: () => Promise<void>;
}

/** The four verdicts on 1 to 4, why, and what shall follow. */
export function VerdictPanel({ review, hasNext, onSave, onSkip, onUndo }: VerdictPanelProps) {
  const { t } = useTranslation('ai-review');
  const reasonOf = useReasonOf();
  const why = useId();
  const options = useRef<HTMLFieldSetElement>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [words, setWords] = useState('');
  const [isForTests, setForTests] = useState(false);
  const [opensArticle, setOpensArticle] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isLeaving = useRef(false);
  const isJudged = review.verdict !== null;

  const choose = (chosen: Verdict): void => {
    setVerdict(chosen);
    announce(t(`verdict.${chosen}.name`));
  };
  async function save(): Promise<void> {
    if (isBusy) return;
    if (verdict === null) {
      setFault(t('verdict.missing'));
      options.current?.querySelector('input')?.focus();
      return;
    }
    setBusy(true);
    isLeaving.current = true;
    setFault(null);
    try {
      await onSave({ verdict, why: words, isForTests, opensArticle });
    } catch (error) {
      setBusy(false);
      isLeaving.current = false;
      setFault(reasonOf(error));
    }
  }
  useShortcuts(
    t('verdict.title'),
    [
      ...VERDICTS.map((one, index) => ({ keys: String(index + 1), label: t(`verdict.${one}.name`), run: () => choose(one) })),
      { keys: 'mod+enter', label: t('verdict.save'), run: () => void save(), whileTyping: true },
      { keys: 's', label: t('verdict.skip'), run: onSkip },
    ],
    !isJudged,
  );
  if (review.verdict !== null) return <Judged verdict={review.verdict} onUndo={onUndo} />;
  return (
    <aside className="rvd" aria-label={t('verdict.label')}>
      <h2>{t('verdict.title')}</h2>
      <fieldset ref={options} className="rvo">
        <legend className="vh">{t('verdict.title')}</legend>
        {VERDICTS.map((one, index) => (
          <label key={one} className={verdict === one ? 'rvp on' : 'rvp'}>
            <input type="radio" className="rb" name="verdict" value={one} checked={verdict === one} onChange={() => setVerdict(one)} />
            <span>
              <b>{t(`verdict.${one}.name`)}</b>
              <span className="t2">{t(`verdict.${one}.hint`)}</span>
            </span>
            <Keys keys={String(index + 1)} />
          </label>
        ))}
      </fieldset>
      <label className="lab" htmlFor={why}>
        {t('verdict.why')} <span className="t3">{t('verdict.optional')}</span>
      </label>
      <textarea id={why} className="rww" rows={3} maxLength={1000} dir="auto" value={words} onChange={(event) => setWords(event.target.value)} />
      <h3>{t('verdict.then')}</h3>
      <Checkbox label={t('verdict.fixArticle')} isChecked={opensArticle} onChange={setOpensArticle} />
      <Checkbox label={t('verdict.toTests')} isChecked={isForTests} onChange={setForTests} />
      {fault ? (
        <p className="hint bad" role="alert">
          {fault}
        </p>
      ) : null}
      <footer>
        <Button variant="primary" keys="mod+enter" busy={isBusy ? t('verdict.saving') : null} onClick={() => void save()}>
          {t(hasNext ? 'verdict.saveNext' : 'verdict.save')}
        </Button>
        <Button keys="s" onClick={onSkip} unavailable={hasNext ? null : t('review.last')}>
          {t('verdict.skip')}
        </Button>
        <p className="t3 f11">{t('verdict.undoable')}</p>
      </footer>
      <LeaveGuard isChanged={words.trim() !== '' && !isBusy} isLeaving={isLeaving} />
    </aside>
  );
}

function Judged({ verdict, onUndo }: { verdict: NonNullable<Review['verdict']>; onUndo: () => Promise<void> }) {
  const { t, i18n } = useTranslation('ai-review');
  return (
    <aside className="rvd" aria-label={t('verdict.label')}>
      <h2>{t('verdict.judged')}</h2>
      <p>
        <b>{t(`verdict.${verdict.verdict}.name`)}</b>
      </p>
      {verdict.why ? <p dir="auto">{verdict.why}</p> : null}
      <p className="t3 f12">
        <bdi>{verdict.by.name}</bdi>, {absoluteTime(verdict.at, i18n.language)}
      </p>
      <footer>
        <Button onClick={() => void onUndo()}>{t('verdict.takeBack')}</Button>
        <p className="t3 f11">{t('verdict.undoable')}</p>
      </footer>
    </aside>
  );
}
