import { useTranslation } from 'react-i18next';
import { Skeleton, SkeletonLine } from '@/shared/ui';

export function TableSkeleton() {
  const { t } = useTranslation('tickets');
  return (
    <Skeleton label={t('loading')}>
      {[64, 52, 70, 58, 66, 48, 62, 55].map((width) => (
        <SkeletonLine key={width} width={`${width}%`} />
      ))}
    </Skeleton>
  );
}
