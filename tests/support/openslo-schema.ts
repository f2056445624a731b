import { Ajv2020 } from 'ajv/dist/2020.js';

const name = { type: 'string', maxLength: 63, pattern: '^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$' };
const word = { type: 'string', minLength: 1, maxLength: 63, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' };
const description = { type: 'string', minLength: 1, maxLength: 1050 };
const duration = { type: 'string', pattern: '^[1-9][0-9]*[mhdwMQY]$' };
const metadata = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name,
    displayName: { type: 'string', minLength: 1 },
    labels: { type: 'object', propertyNames: word, additionalProperties: word },
    annotations: {
      type: 'object',
      propertyNames: word,
      additionalProperties: { type: 'string', minLength: 1 },
    },
  },
};
const source = {
  type: 'object',
  required: ['metricSource'],
  additionalProperties: false,
  properties: {
    metricSource: {
      type: 'object',
      required: ['type', 'spec'],
      additionalProperties: false,
      properties: {
        type: { const: 'Prometheus' },
        spec: {
          type: 'object',
          required: ['query'],
          additionalProperties: false,
          properties: { query: { type: 'string', minLength: 1 } },
        },
      },
    },
  },
};
const indicator = {
  type: 'object',
  required: ['metadata', 'spec'],
  additionalProperties: false,
  properties: {
    metadata,
    spec: {
      oneOf: [
        {
          type: 'object',
          required: ['thresholdMetric'],
          additionalProperties: false,
          properties: { thresholdMetric: source },
        },
        {
          type: 'object',
          required: ['ratioMetric'],
          additionalProperties: false,
          properties: {
            ratioMetric: {
              type: 'object',
              required: ['counter', 'total'],
              oneOf: [{ required: ['good'] }, { required: ['bad'] }],
              additionalProperties: false,
              properties: { counter: { type: 'boolean' }, good: source, bad: source, total: source },
            },
          },
        },
      ],
    },
  },
};
const objective = {
  type: 'object',
  required: ['target'],
  additionalProperties: false,
  dependentRequired: { op: ['value'], value: ['op'] },
  properties: {
    displayName: { type: 'string', minLength: 1 },
    op: { enum: ['lte', 'gte', 'lt', 'gt'] },
    value: { type: 'number' },
    target: { type: 'number', minimum: 0, exclusiveMaximum: 1 },
  },
};
const head = { apiVersion: { const: 'openslo/v1' }, metadata };

/**
 * What OpenSLO v1 asks of the two kinds of documents that are made here, in our own words, from its specification, its
 * JSON Schema and the checks of its Go package. Where these differ, the narrowest: names are DNS labels, and members
 * that it does not name are refused, as a misspelt one would be ignored.
 */
const SCHEMA = {
  oneOf: [
    {
      type: 'object',
      required: ['apiVersion', 'kind', 'metadata', 'spec'],
      additionalProperties: false,
      properties: {
        ...head,
        kind: { const: 'Service' },
        spec: { type: 'object', additionalProperties: false, properties: { description } },
      },
    },
    {
      type: 'object',
      required: ['apiVersion', 'kind', 'metadata', 'spec'],
      additionalProperties: false,
      properties: {
        ...head,
        kind: { const: 'SLO' },
        spec: {
          type: 'object',
          required: ['service', 'indicator', 'budgetingMethod', 'timeWindow', 'objectives'],
          additionalProperties: false,
          properties: {
            description,
            service: name,
            indicator,
            budgetingMethod: { enum: ['Occurrences'] },
            timeWindow: {
              type: 'array',
              minItems: 1,
              maxItems: 1,
              items: {
                type: 'object',
                required: ['duration', 'isRolling'],
                additionalProperties: false,
                properties: { duration, isRolling: { const: true } },
              },
            },
            objectives: { type: 'array', minItems: 1, items: objective },
          },
        },
      },
    },
  ],
};

const validate = new Ajv2020({ allErrors: true, strictRequired: false }).compile(SCHEMA);

/** What is wrong with a value as a document of OpenSLO. */
export function openSloFaults(value: unknown): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
