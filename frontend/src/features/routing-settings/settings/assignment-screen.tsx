import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { Checkbox, FormSection, Loaded, NumberField } from '@/shared/ui';
import { Frame } from './frame';
import { PreferencesFoot } from './preferences-foot';
import { usePreferences } from './use-preferences';

const SPANS = ['relax_after_seconds', 'hold_for_assistant_seconds'] as const;
/** In seconds, as the server takes them. */
const LEAST = 10;
const MOST = { relax_after_seconds: 86_400, hold_for_assistant_seconds: 3600 } as const;

/** Whether routing gives work to people, and how long it holds out for the assistant and for the right person. */
export function AssignmentScreen() {
  const { t } = useTranslation('routing-settings');
  const form = usePreferences();
  const { values } = form;
  const outside = (name: (typeof SPANS)[number]): string | null => {
    const isInside = !values || (values[name] >= LEAST && values[name] <= MOST[name]);
    return isInside ? null : t('assignment.outside', { least: LEAST, most: MOST[name] });
  };
  const wrong = SPANS.find((name) => outside(name) !== null);
  return (
    <Frame page="assignment">
      <LeaveGuard isChanged={form.isChanged} holds={[]} />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll rt-plain" tabIndex={0} role="region" aria-label={t('page.assignment')}>
        <Loaded query={form.query} fault={t('fault')}>
          {values ? (
            <>
              <FormSection title={t('setting.assigns')} hint={t('assignment.assignsHint')}>
                <Checkbox label={t('assignment.assigns')} isChecked={values.assigns} onChange={(assigns) => form.set({ assigns })} />
              </FormSection>
              <FormSection title={t('assignment.waits')} hint={t('assignment.waitsHint')}>
                <div className="rt-numbers">
                  {SPANS.map((name) => (
                    <NumberField
                      key={name}
                      isWhole
                      label={t(`setting.${name}`)}
                      hint={t(`assignment.${name}Hint`)}
                      unit={t('unit.seconds')}
                      min={LEAST}
                      max={MOST[name]}
                      value={values[name]}
                      onChange={(value) => form.set({ [name]: value ?? Number.NaN })}
                    />
                  ))}
                </div>
              </FormSection>
            </>
          ) : null}
        </Loaded>
      </div>
      <PreferencesFoot form={form} lack={wrong ? `${t(`setting.${wrong}`)}: ${outside(wrong) ?? ''}` : null} />
    </Frame>
  );
}
