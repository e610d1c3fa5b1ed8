export { useForm } from './use-form';
export type { Form } from './use-form';
