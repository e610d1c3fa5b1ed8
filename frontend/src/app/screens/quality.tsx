import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { DriftScreen } from '@/features/quality/drift-screen';
import { QualityScreen } from '@/features/quality/quality-screen';

const quality = getRouteApi('/staff/insights/quality');
const drift = getRouteApi('/staff/insights/drift');

export function QualityRoute() {
  const navigate = useNavigate();
  return <QualityScreen search={quality.useSearch()} onSearch={(search) => void navigate({ to: '/insights/quality', search, replace: true })} />;
}

export function DriftRoute() {
  const navigate = useNavigate();
  return <DriftScreen search={drift.useSearch()} onSearch={(search) => void navigate({ to: '/insights/drift', search, replace: true })} />;
}
