import * as z from 'zod'
import {
  ArtifactName,
  EvidenceList,
  EvidenceVerdict,
  EvidenceVerification,
  PackageId,
  VerifyEvidence,
} from '../evidence.ts'
import { CorrelationId, TaskId } from '../ids.ts'
import { body, json, problems } from './responses.ts'
import { readableForTask, row } from './row.ts'

export const listEvidence = row({
  operationId: 'listEvidence',
  method: 'get',
  path: '/api/tasks/{task_id}/evidence',
  summary: 'The evidence packages of a task, every file hashed',
  description:
    'A file that was hashed before in this run of the console, and whose inode, size and times are the same, is not read again: POST /api/evidence/verify reads everything.',
  tags: ['evidence'],
  'x-access': 'observer',
  'x-task-scopes': readableForTask('path.task_id'),
  request: { params: z.strictObject({ task_id: TaskId }) },
  responses: { 200: json(EvidenceList, 'oldest first'), ...problems(true, 'task_not_found', 'task_file_invalid') },
})

export const getArtifact = row({
  operationId: 'getArtifact',
  method: 'get',
  path: '/api/evidence/{correlation_id}/{package_id}/{name}',
  summary: 'One file of evidence, given out only if it still has the sha256 of its manifest',
  tags: ['evidence'],
  'x-access': 'observer',
  'x-task-scopes': readableForTask('path.correlation_id'),
  description:
    'Hashed before the first byte is given out. Takes Range with one range of bytes (RFC 9110, 14) and If-Range. In the desktop window, and for programs in the same process, an answer has at most 8 MiB.',
  request: { params: z.strictObject({ correlation_id: CorrelationId, package_id: PackageId, name: ArtifactName }) },
  responses: {
    200: {
      description: 'the bytes, as an attachment; the ETag is their sha256',
      content: { 'application/octet-stream': {} },
    },
    206: {
      description: 'the bytes that Range asks for, or the first of them; Content-Range says which',
      content: { 'application/octet-stream': {} },
    },
    304: { description: 'unchanged' },
    ...problems(true, 'evidence_not_found', 'evidence_altered', 'evidence_too_large', 'range_not_satisfiable'),
  },
})

export const verifyEvidence = row({
  operationId: 'verifyEvidence',
  method: 'post',
  path: '/api/evidence/verify',
  summary: 'Hash evidence again, every file of it',
  description:
    'One at a time. Answers with the outcome; with Prefer: respond-async (RFC 7240) at once, and GET /api/evidence/verification tells how far it is, as do the events evidence_verify_progress.',
  tags: ['evidence'],
  'x-access': 'admin',
  request: { body: body(VerifyEvidence) },
  responses: {
    200: json(EvidenceVerdict, 'the outcome, whatever it is'),
    202: json(EvidenceVerification, 'it runs; with Prefer: respond-async'),
    ...problems(
      true,
      'task_not_found',
      'evidence_verification_running',
      'payload_not_json',
      'payload_too_deep',
      'payload_too_large',
      'unsupported_media_type',
    ),
  },
})

export const evidenceVerification = row({
  operationId: 'evidenceVerification',
  method: 'get',
  path: '/api/evidence/verification',
  summary: 'How far hashing evidence again is, and what the last time came to',
  tags: ['evidence'],
  'x-access': 'observer',
  request: {},
  responses: { 200: json(EvidenceVerification, 'as it is now'), ...problems(true) },
})

export const cancelEvidenceVerification = row({
  operationId: 'cancelEvidenceVerification',
  method: 'post',
  path: '/api/evidence/verification/cancel',
  summary: 'End the hashing of evidence that is under way; its outcome says how far it came',
  tags: ['evidence'],
  'x-access': 'admin',
  request: {},
  responses: {
    202: json(EvidenceVerification, 'it was asked to end'),
    ...problems(true, 'evidence_verification_not_running'),
  },
})
