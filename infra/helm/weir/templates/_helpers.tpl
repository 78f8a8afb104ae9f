{{- define "weir.name" -}}
{{- .Release.Name | trunc 30 | trimSuffix "-" -}}
{{- end -}}

{{- define "weir.labels" -}}
app.kubernetes.io/name: weir
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* Labels that select the pods of a plane. Arguments: root, plane. */}}
{{- define "weir.selector" -}}
app.kubernetes.io/name: weir
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .plane }}
{{- end -}}

{{- define "weir.image" -}}
{{- printf "%s-%s:%s" .root.Values.image.repository .plane (default .root.Chart.AppVersion .root.Values.image.tag) -}}
{{- end -}}

{{/* The variable that gives a setting. */}}
{{- define "weir.variable" -}}
WEIR_{{ . | upper | replace "." "_" | replace "-" "_" }}
{{- end -}}

{{/* Variables of every plane. Arguments: root, settings, heap. */}}
{{- define "weir.env" -}}
- name: WEIR_REGION
  value: {{ .root.Values.region | quote }}
- name: WEIR_TOPIC_PREFIX
  value: {{ .root.Values.topicPrefix | quote }}
- name: WEIR_KAFKA_BOOTSTRAP
  value: {{ required "kafka.bootstrap is required: the brokers, host:port, parted by commas" .root.Values.kafka.bootstrap | quote }}
- name: WEIR_KAFKA_REPLICATION_FACTOR
  value: {{ .root.Values.kafka.replicationFactor | quote }}
- name: WEIR_ADMIN_HOST
  value: 0.0.0.0
- name: WEIR_LOG_FORMAT
  value: json
- name: JDK_JAVA_OPTIONS
  value: -Xmx{{ .heap }}
{{- range $key, $value := .settings }}
- name: {{ include "weir.variable" $key }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end -}}

{{/* Variables that name mounted secrets. */}}
{{- define "weir.sharedSecretEnv" -}}
- name: WEIR_MASTER_KEYS_FILE
  value: /etc/weir/shared/master-keys
- name: WEIR_KEY_HASHING_SECRET_FILE
  value: /etc/weir/shared/key-hashing-secret
{{- end -}}

{{- define "weir.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "weir.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "weir.probes" -}}
startupProbe:
  httpGet: { path: /health/ready, port: admin }
  periodSeconds: 2
  failureThreshold: 90
readinessProbe:
  httpGet: { path: /health/ready, port: admin }
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
livenessProbe:
  httpGet: { path: /health/live, port: admin }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end -}}

{{/* Spreads the pods of a plane. Arguments: root, plane, key. */}}
{{- define "weir.spread" -}}
- maxSkew: 1
  topologyKey: {{ .key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "weir.selector" . | nindent 6 }}
{{- end -}}

{{/* Sources of an ingress rule; an empty list of peers means the default. Arguments: peers, default. */}}
{{- define "weir.from" -}}
{{- if .peers }}
from:
  {{- toYaml .peers | nindent 2 }}
{{- else if eq .default "all" }}
from:
  - namespaceSelector: {}
{{- else }}
from:
  - podSelector: {}
{{- end }}
{{- end -}}
