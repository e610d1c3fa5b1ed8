import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { Button, Field, useReasonOf } from '@/shared/ui';
import { widgetApi, type AreaRule, type AreaVerdict } from './api';

interface Tested {
  verdict: AreaVerdict;
  rules: readonly AreaRule[];
}

export interface AreaTestProps {
  brand: string;
  /** As they stand in the table, saved or not. */
  rules: readonly AreaRule[];
  onTested: (index: number | null) => void;
}

/** Which row an address falls to, and why not the ones before. */
export function AreaTest({ brand, rules, onTested }: AreaTestProps) {
  const { t } = useTranslation('widget-settings');
  const reasonOf = useReasonOf();
  const [url, setUrl] = useState('');
  const test = useMutation({
    mutationFn: async (): Promise<Tested> => ({ verdict: await widgetApi.testArea(brand, url.trim(), rules), rules }),
    onSuccess: ({ verdict }) => onTested(verdict.index),
  });
  const run = (): void => {
    if (!test.isPending) test.mutate();
  };
  const isOwnFault = isProblem(test.error) && test.error.errors.url;
  const why = rules.some(({ pattern, area }) => !pattern.trim() || !area.trim()) ? t('areas.finishRows') : url.trim() ? null : t('areas.noAddress');
  return (
    <>
      <div className="wstest">
        <Field
          label={t('areas.address')}
          value={url}
          type="url"
          dir="ltr"
          maxLength={2000}
          placeholder="https://app.example.com/settings/exports"
          error={isOwnFault ? isOwnFault.join(' ') : null}
          onChange={(event) => {
            setUrl(event.target.value);
            if (test.error) test.reset();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            // The form around it would be saved.
            event.preventDefault();
            if (!why) run();
          }}
        />
        <Button unavailable={why} busy={test.isPending ? t('areas.testing') : null} onClick={run}>
          {t('areas.run')}
        </Button>
      </div>
      {test.error && !isOwnFault ? (
        <p className="hint bad" role="alert">
          {reasonOf(test.error)}
        </p>
      ) : null}
      <div role="status">{test.data ? <Result tested={test.data} isOld={test.data.rules !== rules} /> : null}</div>
    </>
  );
}

function Result({ tested, isOld }: { tested: Tested; isOld: boolean }) {
  const { t } = useTranslation('widget-settings');
  const { verdict, rules } = tested;
  return (
    <div className="wsverdict">
      <p>
        <b>
          {verdict.index === null ? t('areas.noRow') : t('areas.row', { row: verdict.index + 1, area: verdict.area })}
        </b>
        {isOld ? <span className="t3"> {t('areas.old')}</span> : null}
      </p>
      <p className="hint">
        {t('areas.asStored')} <bdi className="mono">{verdict.address}</bdi>
      </p>
      <ol>
        {verdict.tried.map(({ compared, has_matched }, at) => (
          <li key={at}>
            {t(has_matched ? 'areas.fits' : 'areas.fitsNot', { row: at + 1, pattern: rules[at]?.pattern ?? '', compared })}
          </li>
        ))}
      </ol>
      {verdict.index !== null && verdict.index < rules.length - 1 ? <p className="hint">{t('areas.notAsked')}</p> : null}
    </div>
  );
}
