import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { SettingsPage } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { SettingsLink } from '@/shared/slots';
import { CheckOption, FormSection, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { arrivalQuery, privacyApi, type ArrivalRule } from '../api';
import { HoldsPart } from './holds-part';
import { KeepOutPart } from './keep-out-part';
import { PersonPart } from './person-part';
import { ReadingPart } from './reading-part';
import { RetentionPart } from './retention-part';

/** What is kept out of everything from the moment it arrives, and how much that was. */
export function PrivacyScreen() {
  const { t } = useTranslation('privacy');
  const may = useMay('privacy.write');
  const maySeeLog = useMay('audit.read');
  const link = (
    <SettingsLink className="btn ghost" path="/audit">
      {t('audit')}
    </SettingsLink>
  );
  return (
    <SettingsPage title={t('title')} may={may} refused={{ title: t('notAllowed'), hint: t('notAllowedHint') }} link={maySeeLog ? link : null}>
      <Arrival />
    </SettingsPage>
  );
}

function Arrival() {
  const { t } = useTranslation('privacy');
  const query = useQuery(arrivalQuery);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll fbody" tabIndex={0} role="region" aria-label={t('title')}>
      <div id="arrival">
        <FormSection title={t('arrival.title')} hint={t('arrival.hint')}>
          <Loaded query={query} fault={t('arrival.fault')}>
            {(data) => data.results.map((rule) => <Rule key={rule.kind} rule={rule} />)}
          </Loaded>
        </FormSection>
        <FormSection title={t('byHand.title')} hint={t('byHand.hint')}>
          <p className="t2">{t('byHand.how')}</p>
        </FormSection>
      </div>
      <RetentionPart />
      <HoldsPart />
      <KeepOutPart />
      <ReadingPart />
      <PersonPart />
    </div>
  );
}

/** One kind; it is saved at once. */
function Rule({ rule }: { rule: ArrivalRule }) {
  const { t, i18n } = useTranslation('privacy');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const name = t(`kinds.${rule.kind}`);
  const change = useMutation({
    mutationFn: (isOn: boolean) => privacyApi.setArrival(rule.kind, isOn),
    onSuccess: (rules, isOn) => {
      client.setQueryData(arrivalQuery.queryKey, rules);
      toast(t(isOn ? 'arrival.on' : 'arrival.off', { kind: name }));
    },
    onError: (error) => toastFailure(t('arrival.notChanged', { why: reasonOf(error) })),
  });
  const parts = [
    t(`arrival.kindHints.${rule.kind}`),
    t('arrival.count', { count: rule.last_30_days }),
    rule.changed_by && rule.changed_at ? t('arrival.by', { who: rule.changed_by, when: absoluteTime(rule.changed_at, i18n.language) }) : null,
  ];
  return (
    <CheckOption
      label={name}
      hint={parts.filter((part) => part !== null).join(' ')}
      isChecked={change.isPending ? change.variables : rule.is_on}
      onChange={(isOn) => change.mutate(isOn)}
    />
  );
}
