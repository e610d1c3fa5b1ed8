import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { readNumber, TWO_MEANINGS } from '@/shared/lib/numbers';
import { Button, Confirm, Field, FormSection, Loaded, SelectField, toast, toastFailure, useReasonOf } from '@/shared/ui';

import './retention.css';
import { privacyApi, retentionQuery, type BrandRetention, type RetentionDue, type RetentionKind, type RetentionRule } from '../api';

const MOST_DAYS = 3650;

/** How long each brand keeps what. Nothing is saved before one has seen how much would go. */
export function RetentionPart() {
  const { t } = useTranslation('privacy');
  const query = useQuery(retentionQuery);
  return (
    <div id="retention">
      <FormSection title={t('retention.title')} hint={t('retention.hint')}>
        <Loaded query={query} fault={t('retention.fault')}>
          {(data) => data.results.map((brand) => <Brand key={brand.brand_id} brand={brand} />)}
        </Loaded>
      </FormSection>
    </div>
  );
}

function Brand({ brand }: { brand: BrandRetention }) {
  return (
    <section className="rtb" aria-label={brand.brand}>
      <h3 dir="auto">{brand.brand}</h3>
      {brand.kinds.map((kind) => (
        <Kind key={`${kind.kind} ${kind.days ?? 0} ${kind.action}`} brand={brand} kind={kind} />
      ))}
    </section>
  );
}

/** One kind: its days, empty for no end, and what is done then. */
function Kind({ brand, kind }: { brand: BrandRetention; kind: RetentionKind }) {
  const { t, i18n } = useTranslation(['privacy', 'shared']);
  const [text, setText] = useState(kind.days === null ? '' : String(kind.days));
  const [action, setAction] = useState(kind.action);
  // A thousand days read as one would be erasure within a day.
  const read = text.trim() === '' ? null : readNumber(text, i18n.language, 0);
  const days = read === TWO_MEANINGS ? Number.NaN : read;
  const isOdd = days !== null && !(Number.isInteger(days) && days >= 1 && days <= MOST_DAYS);
  const odd = read === TWO_MEANINGS ? t('shared:form.noThousands') : t('retention.odd', { most: MOST_DAYS });
  const isSame = days === kind.days && (days === null || action === kind.action);
  const rule: RetentionRule = { brand_id: brand.brand_id, kind: kind.kind, action, days };
  const saving = useSaving(rule);
  return (
    <div className="rtk">
      <Field
        label={t(`retention.kinds.${kind.kind}`)}
        hint={t(`retention.hints.${kind.kind}`)}
        unit={t('retention.days')}
        inputMode="numeric"
        value={text}
        placeholder={t('retention.forever')}
        error={isOdd ? odd : null}
        onChange={(event) => setText(event.target.value)}
      />
      {kind.actions.length > 1 ? (
        <SelectField
          label={t('retention.then')}
          value={action}
          options={kind.actions.map((value) => ({ value, label: t(`retention.actions.${value}`) }))}
          onChange={setAction}
        />
      ) : null}
      <Button unavailable={isOdd || isSame ? t('retention.nothing') : null} busy={saving.isLooking ? t('retention.counting') : null} onClick={saving.look}>
        {t('retention.save')}
      </Button>
      <Sure rule={rule} saving={saving} />
    </div>
  );
}

interface Saving {
  found: RetentionDue | null;
  isLooking: boolean;
  isSaving: boolean;
  look: () => void;
  save: () => void;
  stop: () => void;
}

/** First how much it is, then the rule. What keeps things longer needs no count. */
function useSaving(rule: RetentionRule): Saving {
  const { t } = useTranslation('privacy');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [found, setFound] = useState<RetentionDue | null>(null);
  const onError = (error: Error): void => toastFailure(t('retention.notSaved', { why: reasonOf(error) }));
  const save = useMutation({
    mutationFn: () => privacyApi.setRetention(rule),
    onSuccess: (data) => {
      client.setQueryData(retentionQuery.queryKey, data);
      setFound(null);
      toast(t('retention.saved'));
    },
    onError,
  });
  const look = useMutation({
    mutationFn: (days: number) => privacyApi.tryRetention({ ...rule, days }),
    onSuccess: setFound,
    onError,
  });
  return {
    found,
    isLooking: look.isPending || save.isPending,
    isSaving: save.isPending,
    look: () => (rule.days === null ? save.mutate() : look.mutate(rule.days)),
    save: () => save.mutate(),
    stop: () => setFound(null),
  };
}

function Sure({ rule, saving }: { rule: RetentionRule; saving: Saving }) {
  const { t } = useTranslation('privacy');
  const { found } = saving;
  return (
    <Confirm
      isOpen={found !== null}
      onOpenChange={(isOpen) => (isOpen ? undefined : saving.stop())}
      title={t('retention.sure', { kind: t(`retention.kinds.${rule.kind}`) })}
      consequence={t('retention.goes', { count: (found?.count ?? 0) - (found?.held ?? 0), held: found?.held ?? 0 })}
      action={t('retention.confirm')}
      busy={saving.isSaving ? t('retention.saving') : null}
      onConfirm={saving.save}
    />
  );
}
