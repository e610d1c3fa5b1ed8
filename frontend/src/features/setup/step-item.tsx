import Check from 'lucide-react/icons/check';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetupStep } from '@/shared/setup';
import { Button, Icon, Segmented } from '@/shared/ui';
import { nameOf } from './names';
import { WAYS } from './ways';

export interface StepItemProps {
  step: SetupStep;
  number: number;
  isOpen: boolean;
  onToggle: () => void;
  /** Opens the next step that is left; undefined without one. */
  onNext: (() => void) | undefined;
}

/** One step: how it stands, and what there is to do once it is open. */
export function StepItem({ step, number, isOpen, onToggle, onNext }: StepItemProps) {
  const { t } = useTranslation('setup');
  const id = useId();
  const head = useRef<HTMLButtonElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(isOpen);
  const isDone = step.state === 'done';
  useEffect(() => {
    // The next step was asked for from the one before: focus goes along.
    if (isOpen && !wasOpen.current && (document.activeElement === document.body || document.activeElement?.closest('.su-next'))) head.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <li className={isDone ? 'did' : ''}>
      <button ref={head} type="button" className="su-h" aria-expanded={isOpen} aria-controls={id} onClick={onToggle}>
        <span className={`sno${isDone ? ' did' : isOpen ? ' on' : ''}`} aria-hidden="true">
          {isDone ? <Icon icon={Check} size={14} /> : number}
        </span>
        <span className="su-t">
          <b>{nameOf(t, `step.${step.id}.title`, step.id)}</b>
          <span className="s">
            <span className={isDone ? 'su-ok' : ''}>{t(`state.${step.state}`)}</span>
            <Summary step={step} />
          </span>
        </span>
        <Icon icon={ChevronDown} size={14} />
      </button>
      <div ref={body} id={id} hidden={!isOpen} className="su-b">
        {isOpen ? (
          <>
            <p className="t2">{nameOf(t, `step.${step.id}.why`, '')}</p>
            <Ways step={step} />
            {onNext ? (
              <div className="su-next">
                <Button variant={isDone ? 'primary' : 'ghost'} onClick={onNext}>
                  {t(isDone ? 'next' : 'later')}
                </Button>
              </div>
            ) : null}
          </>
        ) : null}
      </div>
    </li>
  );
}

/** What is known of the way that has come furthest, in a few words. */
function Summary({ step }: { step: SetupStep }) {
  const { t } = useTranslation('setup');
  const way = step.ways.find(({ state }) => state === step.state);
  const { brand, address, title, person, origin } = way?.facts.names ?? {};
  const number = way?.facts.counts.number;
  const told = [origin ?? (step.id === 'brand' ? brand : undefined), address, title, person, number === undefined ? undefined : `#${number}`];
  const text = told.filter(Boolean).join(', ');
  if (!text || (step.id === 'brand' && step.state !== 'done')) return null;
  return (
    <>
      {t('sep')}
      <bdi>{text}</bdi>
    </>
  );
}

function Ways({ step }: { step: SetupStep }) {
  const { t } = useTranslation('setup');
  const known = step.ways.filter(({ id }) => id in WAYS);
  const furthest = known.find(({ state, id }) => state === 'done' || (state === 'waiting' && id !== known[0]?.id)) ?? known[0];
  const [chosen, setChosen] = useState<string | null>(null);
  const way = known.find(({ id }) => id === chosen) ?? furthest;
  if (!way) return null;
  const Body = WAYS[way.id];
  return (
    <>
      {known.length > 1 ? (
        <Segmented
          label={nameOf(t, `step.${step.id}.title`, step.id)}
          value={way.id}
          options={known.map(({ id }) => ({ value: id, label: nameOf(t, `way.${id}`, id) }))}
          onChange={setChosen}
        />
      ) : null}
      {Body ? <Body key={way.id} way={way} /> : null}
    </>
  );
}
