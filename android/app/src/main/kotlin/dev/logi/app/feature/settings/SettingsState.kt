package dev.logi.app.feature.settings

import dev.logi.app.loop.Step
import dev.logi.app.phone.Confirmation
import dev.logi.app.phone.Details
import dev.logi.app.phone.Problem

/** What a person can tell websites about themselves, by the names of the protocol. */
internal enum class Detail(val field: String) {
    PREFERRED_NAME("preferred_name"),
    FULL_NAME("full_name"),
    EMAIL("email"),
    PHONE_NUMBER("phone_number"),
}

/** Why a value cannot be saved. */
internal enum class Fault { TOO_LONG, NO_ADDRESS }

/** Where the settings stand. */
internal sealed interface SettingsState {
    data object Loading : SettingsState

    /** All of it. [isSaved] right after a change arrived. */
    data class Shown(val details: Details, val confirmation: Confirmation, val isSaved: Boolean = false) : SettingsState

    /** The details could not be read; what lies on the phone is shown. */
    data class Offline(val confirmation: Confirmation, val problem: Problem) : SettingsState

    /** The details are changed. [saving] are values on their way. */
    data class Editing(
        val before: Shown,
        val faults: Map<Detail, Fault> = emptyMap(),
        val saving: Details? = null,
        val problem: Problem? = null,
    ) : SettingsState
}

/** What happens to the settings. */
internal sealed interface SettingsEvent {
    data class Read(val details: Details, val confirmation: Confirmation) : SettingsEvent

    data class NotRead(val confirmation: Confirmation, val problem: Problem) : SettingsEvent

    data object TryAgain : SettingsEvent

    data object Edit : SettingsEvent

    data class Save(val values: Map<Detail, String>) : SettingsEvent

    data object Saved : SettingsEvent

    data class NotSaved(val problem: Problem) : SettingsEvent

    data object Back : SettingsEvent
}

/** What the settings ask of the phone. */
internal sealed interface SettingsEffect {
    data object Read : SettingsEffect

    data class Save(val details: Details) : SettingsEffect
}

/** The rule of the screen. */
internal fun reduce(state: SettingsState, event: SettingsEvent): Step<SettingsState, SettingsEffect> = when (state) {
    SettingsState.Loading, is SettingsState.Offline -> whileReading(state, event)
    is SettingsState.Shown -> Step(if (event == SettingsEvent.Edit) SettingsState.Editing(state.copy(isSaved = false)) else state)
    is SettingsState.Editing -> whileEditing(state, event)
}

private fun whileReading(state: SettingsState, event: SettingsEvent): Step<SettingsState, SettingsEffect> = when (event) {
    is SettingsEvent.Read -> Step(SettingsState.Shown(event.details, event.confirmation))
    is SettingsEvent.NotRead -> Step(SettingsState.Offline(event.confirmation, event.problem))
    SettingsEvent.TryAgain -> Step(SettingsState.Loading, SettingsEffect.Read)
    else -> Step(state)
}

private fun whileEditing(state: SettingsState.Editing, event: SettingsEvent): Step<SettingsState, SettingsEffect> = when (event) {
    is SettingsEvent.Save -> if (state.saving == null) save(state, event.values) else Step(state)
    SettingsEvent.Saved -> Step(state.saving?.let { SettingsState.Shown(it, state.before.confirmation, isSaved = true) } ?: state)
    is SettingsEvent.NotSaved -> Step(state.copy(saving = null, problem = event.problem))
    SettingsEvent.Back -> Step(if (state.saving == null) state.before else state)
    else -> Step(state)
}

private fun save(state: SettingsState.Editing, values: Map<Detail, String>): Step<SettingsState, SettingsEffect> {
    val kept = values.mapValues { it.value.trim() }.filterValues { it.isNotEmpty() }
    val faults = kept.mapNotNull { (detail, value) -> fault(detail, value)?.let { detail to it } }.toMap()
    if (faults.isNotEmpty()) return Step(state.copy(faults = faults, problem = null))
    val details = Details(kept[Detail.PREFERRED_NAME], kept[Detail.FULL_NAME], kept[Detail.EMAIL], kept[Detail.PHONE_NUMBER])
    return Step(state.copy(faults = emptyMap(), problem = null, saving = details), SettingsEffect.Save(details))
}

/** The server's own rule, said before the call: 200 characters; an address has something on both sides of one `@`. */
private fun fault(detail: Detail, value: String): Fault? = when {
    value.codePointCount(0, value.length) > LONGEST -> Fault.TOO_LONG
    detail == Detail.EMAIL && !isAddress(value) -> Fault.NO_ADDRESS
    else -> null
}

private fun isAddress(value: String): Boolean {
    val sides = value.split("@")
    return sides.size == 2 && sides.none { it.isEmpty() } && value.none { it.isWhitespace() }
}

private const val LONGEST = 200

/** The value of [detail]; null is not set. */
internal fun Details.value(detail: Detail): String? = when (detail) {
    Detail.PREFERRED_NAME -> preferredName
    Detail.FULL_NAME -> fullName
    Detail.EMAIL -> email
    Detail.PHONE_NUMBER -> phoneNumber
}
