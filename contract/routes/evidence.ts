import * as z from 'zod'
import { ArtifactName, EvidenceList, PackageId } from '../evidence.ts'
import { CorrelationId, TaskId } from '../ids.ts'
import { json, problems } from './responses.ts'
import { readableForTask, row } from './row.ts'

export const listEvidence = row({
  operationId: 'listEvidence',
  method: 'get',
  path: '/api/tasks/{task_id}/evidence',
  summary: 'The evidence packages of a task, every file hashed again',
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
  request: { params: z.strictObject({ correlation_id: CorrelationId, package_id: PackageId, name: ArtifactName }) },
  responses: {
    200: {
      description: 'the bytes, as an attachment; the ETag is their sha256',
      content: { 'application/octet-stream': {} },
    },
    304: { description: 'unchanged' },
    ...problems(true, 'evidence_not_found', 'evidence_altered'),
  },
})
