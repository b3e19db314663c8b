package dev.logi.app.ui

import android.content.res.Resources
import dev.logi.app.R
import dev.logi.app.phone.Problem
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import java.util.Locale

/** A problem as it is said: what happened, and what to do. */
internal data class ProblemWords(val title: String, val body: String)

internal val Resources.language: Locale get() = configuration.locales[0]

/** The words for [problem]. */
internal fun Resources.words(problem: Problem): ProblemWords = when (problem) {
    Problem.NotALogiCode -> said(R.string.problem_not_a_logi_code_title, R.string.problem_not_a_logi_code_body)
    is Problem.WrongDomain -> said(R.string.problem_wrong_domain_title, R.string.problem_wrong_domain_body, problem.host)
    Problem.Unsigned -> said(R.string.problem_unsigned_title, R.string.problem_unsigned_body)
    Problem.BadSignature -> said(R.string.problem_bad_signature_title, R.string.problem_bad_signature_body)
    Problem.UnknownKey -> said(R.string.problem_unknown_key_title, R.string.problem_unknown_key_body)
    Problem.Expired -> said(R.string.problem_expired_title, R.string.problem_expired_body)
    Problem.ClockOff -> said(R.string.problem_clock_off_title, R.string.problem_clock_off_body)
    Problem.LinkNotScan -> said(R.string.scan_once_more_title, R.string.scan_once_more_body)
    Problem.SeveralCodes -> said(R.string.problem_several_codes_title, R.string.problem_several_codes_body)
    Problem.Offline -> said(R.string.problem_offline_title, R.string.problem_offline_body)
    Problem.NotTrusted -> said(R.string.problem_not_trusted_title, R.string.problem_not_trusted_body)
    Problem.AlreadyScanned -> said(R.string.problem_already_scanned_title, R.string.problem_already_scanned_body)
    Problem.Stale -> said(R.string.problem_stale_title, R.string.problem_stale_body)
    Problem.Over -> said(R.string.problem_over_title, R.string.problem_over_body)
    is Problem.AnonymousRefused -> anonymous(problem.providers)
    Problem.PhoneRefused -> said(R.string.problem_phone_refused_title, R.string.problem_phone_refused_body)
    Problem.SubjectTaken -> said(R.string.problem_subject_title, R.string.problem_subject_body)
    Problem.NotSetUp -> said(R.string.problem_not_set_up_title, R.string.problem_not_set_up_body)
    is Problem.Busy -> said(R.string.problem_busy_title, R.string.problem_busy_body, time(problem.seconds))
    Problem.UpdateNeeded -> said(R.string.problem_update_title, R.string.problem_update_body)
    Problem.BadBinding -> said(R.string.problem_binding_title, R.string.problem_binding_body)
    Problem.NotConfirmed -> said(R.string.request_signing, R.string.request_not_confirmed)
    Problem.KeyLost -> said(R.string.reinstall_title_key, R.string.reinstall_body_key)
    Problem.KeyLocked -> said(R.string.problem_key_locked_title, R.string.problem_key_locked_body)
    Problem.KeyUnavailable -> said(R.string.problem_key_unavailable_title, R.string.problem_key_unavailable_body)
    Problem.StoreFull -> said(R.string.problem_store_full_title, R.string.problem_store_full_body)
    Problem.StoreDamaged -> said(R.string.problem_store_damaged_title, R.string.problem_store_damaged_body)
    Problem.NotGenuine -> said(R.string.receipt_not_genuine_title, R.string.receipt_not_genuine_body)
    is Problem.Unexpected -> unexpected(problem.reference)
}

private fun Resources.said(title: Int, body: Int, vararg values: Any) = ProblemWords(getString(title), getString(body, *values))

private fun Resources.anonymous(providers: List<String>): ProblemWords {
    if (providers.isEmpty()) return said(R.string.problem_anonymous_title, R.string.problem_anonymous_body)
    return said(R.string.problem_anonymous_title, R.string.problem_anonymous_link_body, providers.joinToString(", "))
}

private fun Resources.unexpected(reference: String?): ProblemWords {
    val plain = said(R.string.problem_unexpected_title, R.string.problem_unexpected_body)
    return if (reference == null) plain else plain.copy(body = plain.body + "\n" + getString(R.string.reference, reference))
}

/** A span of time in whole seconds or minutes, rounded up. */
internal fun Resources.time(seconds: Int): String {
    val minutes = (seconds + 59) / 60
    return if (seconds < 60) getQuantityString(R.plurals.time_seconds, seconds, seconds) else getQuantityString(R.plurals.time_minutes, minutes, minutes)
}

/** The field's name as a person reads it; an unknown one as the application wrote it. */
internal fun Resources.fieldName(name: String): String = when (name) {
    "preferred_name" -> getString(R.string.field_preferred_name)
    "full_name" -> getString(R.string.field_full_name)
    "email" -> getString(R.string.field_email)
    "phone_number" -> getString(R.string.field_phone_number)
    else -> name
}

/** The country behind an ISO 3166-1 code. */
internal fun Resources.country(code: String): String {
    if (code.length != 2) return getString(R.string.request_country_unknown)
    return getString(R.string.request_country, Locale("", code).getDisplayCountry(language))
}

/** The browser's label, whose English "on" is said as the language has it. What is signed stays as it is. */
internal fun Resources.browser(label: String): String {
    val parts = label.split(" on ", limit = 2)
    return if (parts.size == 2) getString(R.string.request_browser, parts[0], parts[1]) else label
}

/** Day and minute where the phone is. */
internal fun Resources.moment(at: Instant): String =
    DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(language).withZone(ZoneId.systemDefault()).format(at)
