import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useTranslation } from 'react-i18next';
import { useBrands } from '../../directory';
import { Icon, Segmented } from '../../ui';
import type { OpeningKind, Values } from './values';

interface WhoGetsItProps {
  values: Values;
  onKind: (kind: OpeningKind) => void;
}

/** Public or internal, and in plain words who gets it: also that nothing would leave, and why. */
export function WhoGetsIt({ values, onKind }: WhoGetsItProps) {
  const { t } = useTranslation('ticket-list');
  const brands = useBrands();
  const brand = brands.find(({ slug }) => slug === values.brand) ?? brands.find((one) => one.is_default) ?? brands[0];
  // What is being typed names nobody until it is an address or somebody is chosen.
  const typed = values.typed.includes('@') ? values.typed.trim() : '';
  const name = values.customer?.name || values.customer?.email || typed || t('create.theCustomer');
  const isPublic = values.kind === 'public';
  const cannot = isPublic && brand?.replies_by_email === false;
  return (
    <div className="nt-who-gets">
      <Segmented
        label={t('create.kind')}
        value={values.kind}
        onChange={onKind}
        options={[
          { value: 'public', label: t('create.kinds.public') },
          { value: 'note', label: t('create.kinds.note') },
        ]}
      />
      <p className={cannot ? 'hint bad' : 'hint'} role="status" dir="auto">
        {cannot && <Icon icon={TriangleAlert} size={14} />}
        {cannot ? t('create.gets.noMailbox', { brand: brand.name }) : t(isPublic ? 'create.gets.public' : 'create.gets.note', { name })}
      </p>
    </div>
  );
}
